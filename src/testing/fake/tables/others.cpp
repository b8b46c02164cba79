// Kinds of which there is one in its group, or that have little to show.

#include <map>

#include "testing/fake/tables/cells.hpp"

namespace k8s::testing::fake {
namespace {

using Now = std::chrono::sys_seconds;

json::array api_cells(const json::object& api, Now now) {
  const json::object& service = object_at(api, {"spec", "service"});
  std::string where = "Local";
  if (!service.empty()) {
    where =
        std::string(text_at(service, "namespace")) + "/" + std::string(text_at(service, "name"));
  }
  std::string available = "Unknown";
  const json::array& conditions = array_at(api, {"status", "conditions"});
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    const json::object& condition = element_at(conditions, i);
    if (text_at(condition, "type") != "Available") continue;
    available = text_at(condition, "status");
    if (available != "True") {
      available += " (" + std::string(text_at(condition, "reason")) + ")";
    }
  }
  return {cell(name_of(api)), cell(where), cell(available), cell(age_of(api, now))};
}

/// What one metric of an autoscaler has to come to.
std::string metric_text(const json::object& metric) {
  const std::string_view type = text_at(metric, "type");
  const std::map<std::string_view, const char*> members{{"External", "external"},
                                                        {"Pods", "pods"},
                                                        {"Object", "object"},
                                                        {"Resource", "resource"},
                                                        {"ContainerResource", "containerResource"}};
  const auto member = members.find(type);
  if (member == members.end()) return "<unknown type>";
  const json::object& source = object_at(metric, member->second);
  const json::object& target = object_at(source, "target");
  const std::string_view average = text_at(target, "averageValue");
  if (type == "Resource" || type == "ContainerResource") {
    const std::string name = std::string(text_at(source, "name")) + ": <unknown>/";
    if (!average.empty()) return name + std::string(average);
    const auto share = number_at(target, "averageUtilization");
    return name + (share ? std::to_string(*share) + "%" : "<auto>");
  }
  if (type == "Pods") return "<unknown>/" + std::string(average);
  if (!average.empty()) return "<unknown>/" + std::string(average) + " (avg)";
  return "<unknown>/" + std::string(text_at(target, "value"));
}

json::array autoscaler_cells(const json::object& object, Now now) {
  constexpr std::size_t most = 2;
  const json::object& spec = object_at(object, "spec");
  const json::object& target = object_at(spec, "scaleTargetRef");
  const json::array& metrics = array_at(spec, "metrics");
  std::string text = metrics.empty() ? none : "";
  for (std::size_t i = 0; i < metrics.size() && i < most; ++i) {
    text += (i == 0 ? "" : ", ") + metric_text(element_at(metrics, i));
  }
  if (metrics.size() > most) text += " + " + std::to_string(metrics.size() - most) + " more...";
  const auto least = number_at(spec, "minReplicas");
  return {cell(name_of(object)),
          cell(std::string(text_at(target, "kind")) + "/" + std::string(text_at(target, "name"))),
          cell(text),
          cell(least ? std::to_string(*least) : unset),
          count_at(spec, {"maxReplicas"}),
          count_at(object, {"status", "currentReplicas"}),
          cell(age_of(object, now))};
}

json::array request_cells(const json::object& request, Now now) {
  std::string status = "Pending";
  if (has_condition(request, "Approved")) status = "Approved";
  if (has_condition(request, "Denied")) status = "Denied";
  if (has_condition(request, "Failed")) status += ",Failed";
  if (!text_at(request, {"status", "certificate"}).empty()) status += ",Issued";
  const auto seconds = number_at(request, {"spec", "expirationSeconds"});
  return {cell(name_of(request)),
          cell(age_of(request, now)),
          cell_or_none(text_at(request, {"spec", "signerName"})),
          cell(text_at(request, {"spec", "username"})),
          cell(seconds ? human_duration(std::chrono::seconds(*seconds)) : none),
          cell(status)};
}

json::array ingress_class_cells(const json::object& object, Now now) {
  std::string name(name_of(object));
  if (text_at(object_at(object, {"metadata", "annotations"}),
              "ingressclass.kubernetes.io/is-default-class") == "true") {
    name += " (default)";
  }
  const json::object& parameters = object_at(object, {"spec", "parameters"});
  std::string text = none;
  if (!parameters.empty()) {
    text = text_at(parameters, "kind");
    if (find(parameters, "apiGroup") != nullptr) {
      text.append(".").append(text_at(parameters, "apiGroup"));
    }
    text.append("/").append(text_at(parameters, "name"));
  }
  return {cell(name), cell(text_at(object, {"spec", "controller"})), cell(text),
          cell(age_of(object, now))};
}

json::array address_cells(const json::object& address, Now now) {
  const json::object& parent = object_at(address, {"spec", "parentRef"});
  std::string text = none;
  if (!parent.empty()) {
    text = text_at(parent, "resource");
    for (const char* const name : {"group", "namespace", "name"}) {
      const std::string_view part = text_at(parent, name);
      if (part.empty()) continue;
      text.append(std::string_view(name) == "group" ? "." : "/").append(part);
    }
  }
  return {cell(name_of(address)), cell(text), cell(age_of(address, now))};
}

json::array ranges_cells(const json::object& object, Now now) {
  return {cell(name_of(object)), cell(join(texts_at(object, {"spec", "cidrs"}))),
          cell(age_of(object, now))};
}

json::array network_policy_cells(const json::object& policy, Now now) {
  return {cell(name_of(policy)),
          cell(label_selector_text(object_at(policy, {"spec", "podSelector"}))),
          cell(age_of(policy, now))};
}

json::array lease_cells(const json::object& lease, Now now) {
  return {cell(name_of(lease)), cell(text_at(lease, {"spec", "holderIdentity"})),
          cell(age_of(lease, now))};
}

json::array runtime_cells(const json::object& object, Now now) {
  return {cell(name_of(object)), cell(text_at(object, "handler")), cell(age_of(object, now))};
}

json::array claim_cells(const json::object& claim, Now now) {
  const bool allocated = find(claim, {"status", "allocation"}) != nullptr;
  std::string state = is_terminating(claim) ? "deleted" : "";
  if (!allocated) {
    if (state.empty()) state = "pending";
  } else {
    state += state.empty() ? "allocated" : ",allocated";
    if (!array_at(claim, {"status", "reservedFor"}).empty()) state += ",reserved";
  }
  return {cell(name_of(claim)), cell(state), cell(age_of(claim, now))};
}

json::array slice_cells(const json::object& slice, Now now) {
  return {cell(name_of(slice)), cell(text_at(slice, {"spec", "nodeName"})),
          cell(text_at(slice, {"spec", "driver"})), cell(text_at(slice, {"spec", "pool", "name"})),
          cell(age_of(slice, now))};
}

json::array component_cells(const json::object& component, Now /*now*/) {
  const json::object& condition = element_at(array_at(component, "conditions"), 0);
  const bool is_healthy = text_at(condition, "status") == "True";
  return {cell(name_of(component)), cell(is_healthy ? "Healthy" : "Unhealthy"),
          cell(text_at(condition, "message")), cell(text_at(condition, "error"))};
}

}  // namespace

const TableColumns* other_columns(std::string_view group, std::string_view plural) {
  static const std::map<std::pair<std::string_view, std::string_view>, BuiltinColumns> columns{
      {{"", "componentstatuses"}, BuiltinColumns(&component_cells)},
      {{"apiregistration.k8s.io", "apiservices"}, BuiltinColumns(&api_cells)},
      {{"autoscaling", "horizontalpodautoscalers"}, BuiltinColumns(&autoscaler_cells)},
      {{"certificates.k8s.io", "certificatesigningrequests"}, BuiltinColumns(&request_cells)},
      {{"coordination.k8s.io", "leases"}, BuiltinColumns(&lease_cells)},
      {{"networking.k8s.io", "ingressclasses"}, BuiltinColumns(&ingress_class_cells)},
      {{"networking.k8s.io", "ipaddresses"}, BuiltinColumns(&address_cells)},
      {{"networking.k8s.io", "networkpolicies"}, BuiltinColumns(&network_policy_cells)},
      {{"networking.k8s.io", "servicecidrs"}, BuiltinColumns(&ranges_cells)},
      {{"node.k8s.io", "runtimeclasses"}, BuiltinColumns(&runtime_cells)},
      {{"resource.k8s.io", "resourceclaims"}, BuiltinColumns(&claim_cells)},
      {{"resource.k8s.io", "resourceslices"}, BuiltinColumns(&slice_cells)},
  };
  const auto found = columns.find({group, plural});
  return found == columns.end() ? nullptr : &found->second;
}

}  // namespace k8s::testing::fake
