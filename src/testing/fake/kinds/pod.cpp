// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/

#include <algorithm>
#include <limits>
#include <string>

#include <k8s/quantity.hpp>

#include "ascii.hpp"
#include "testing/fake/ip.hpp"
#include "testing/fake/kinds/pod_parts.hpp"
#include "testing/fake/kinds/pod_resources.hpp"
#include "testing/fake/kinds/pod_spec.hpp"
#include "testing/fake/kinds/pod_status.hpp"
#include "testing/fake/kinds/pod_warnings.hpp"

namespace k8s::testing::fake {
namespace {

void default_host_ports(json::object& container) {
  for (json::object* const port : objects_in(container, "ports")) {
    if (number_at(*port, "hostPort").value_or(0) == 0) {
      (*port)["hostPort"] = number_at(*port, "containerPort").value_or(0);
    }
  }
}

void default_requests(json::object& container) {
  json::value* const resources = find(container, "resources");
  if (resources == nullptr || !resources->is_object()) return;
  const json::object limits = object_at(resources->get_object(), "limits");
  if (limits.empty()) return;
  json::object& requests = ensure_object(resources->get_object(), "requests");
  for (const auto& member : limits) set_default(requests, member.key(), member.value());
}

void set_defaults(json::object& pod) {
  json::object& spec = ensure_object(pod, "spec");
  default_pod_spec(spec);
  set_default(spec, "enableServiceLinks", true);
  const bool host_network = flag_at(spec, "hostNetwork");
  for (const char* const list : {"containers", "initContainers"}) {
    for (json::object* const container : objects_in(spec, list)) {
      default_requests(*container);
      if (host_network) default_host_ports(*container);
    }
  }
  default_pod_requests(spec);
  join_pod_addresses(pod);
}

/// What the admission plugin DefaultTolerationSeconds adds.
void admit(json::object& pod) {
  json::object& spec = ensure_object(pod, "spec");
  json::value& tolerations = spec["tolerations"];
  if (!tolerations.is_array()) tolerations.emplace_array();
  for (const char* const key : {"node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"}) {
    const bool tolerated = std::ranges::any_of(tolerations.get_array(), [&](const auto& element) {
      if (!element.is_object()) return false;
      const json::object& toleration = element.get_object();
      const std::string_view effect = text_at(toleration, "effect");
      return (text_at(toleration, "key") == key || text_at(toleration, "key").empty()) &&
             (effect == "NoExecute" || effect.empty());
    });
    if (tolerated) continue;
    tolerations.get_array().push_back(json::object{
        {"key", key}, {"operator", "Exists"}, {"effect", "NoExecute"}, {"tolerationSeconds", 300}});
  }
}

void prepare_create(json::object& pod, AddressPool& /*addresses*/, FieldErrors& errors) {
  if (!array_at(pod, {"spec", "ephemeralContainers"}).empty()) {
    errors.forbidden("spec.ephemeralContainers", "cannot be set on create");
  }
  json::object status{{"phase", "Pending"}};
  if (!array_at(pod, {"spec", "schedulingGates"}).empty()) {
    status["conditions"] = json::array{
        json::object{{"type", "PodScheduled"},
                     {"status", "False"},
                     {"lastProbeTime", nullptr},
                     {"lastTransitionTime", text_at(pod, {"metadata", "creationTimestamp"})},
                     {"reason", "SchedulingGated"},
                     {"message", "Scheduling is blocked due to non-empty scheduling gates"}}};
  }
  status["qosClass"] = quality_of_service(object_at(pod, "spec"));
  pod["status"] = std::move(status);
}

void prepare_status_update(json::object& fresh, const json::object& old) {
  copy_member(metadata_of(fresh), metadata_of(old), "ownerReferences");
  json::object& status = ensure_object(fresh, "status");
  if (text_at(status, "qosClass").empty())
    copy_member(status, object_at(old, "status"), "qosClass");
}

void validate_token_projections(const json::object& spec, FieldErrors& errors) {
  if (!text_at(spec, "serviceAccountName").empty()) return;
  const json::array& volumes = array_at(spec, "volumes");
  for (std::size_t i = 0; i < volumes.size(); ++i) {
    const json::array& sources = array_at(element_at(volumes, i), {"projected", "sources"});
    for (std::size_t j = 0; j < sources.size(); ++j) {
      if (find(element_at(sources, j), "serviceAccountToken") == nullptr) continue;
      errors.forbidden(FieldPath("spec.volumes")
                           .index(i)
                           .child("projected")
                           .child("sources")
                           .index(j)
                           .child("serviceAccountToken"),
                       "must not be specified when serviceAccountName is not set");
    }
  }
}

/// Which a pod's template is spared.
void validate_images(const json::object& spec, FieldErrors& errors) {
  for (const char* const list : {"containers", "initContainers"}) {
    const json::array& containers = array_at(spec, list);
    for (std::size_t i = 0; i < containers.size(); ++i) {
      const std::string_view image = text_at(element_at(containers, i), "image");
      if (trimmed(image) == image) continue;
      errors.invalid(FieldPath("spec").child(list).index(i).child("image"), image,
                     "must not have leading or trailing whitespace");
    }
  }
}

void validate(const json::object& pod, FieldErrors& errors) {
  const json::object& spec = object_at(pod, "spec");
  validate_pod_spec(spec, "spec", errors, name_of(pod));
  validate_images(spec, errors);
  validate_token_projections(spec, errors);
}

/// Sets what an update may change to what it was.
void undo_allowed_changes(json::object& fresh, const json::object& old) {
  for (const char* const list : {"containers", "initContainers"}) {
    const json::array& before = array_at(old, list);
    const std::vector<json::object*> containers = objects_in(fresh, list);
    for (std::size_t i = 0; i < containers.size() && i < before.size(); ++i) {
      copy_member(*containers[i], element_at(before, i), "image");
    }
  }
  for (const char* const name : {"activeDeadlineSeconds", "tolerations", "schedulingGates"}) {
    copy_member(fresh, old, name);
  }
}

/// The rules for what may change within bounds. Returns whether to look at the rest.
bool validate_bounded_changes(const Part& spec, const json::object& old, FieldErrors& errors) {
  constexpr std::int64_t longest = std::numeric_limits<std::int32_t>::max();
  const FieldPath path = spec.at("activeDeadlineSeconds");
  const auto before = number_at(old, "activeDeadlineSeconds");
  const auto now = number_at(spec.object(), "activeDeadlineSeconds");
  if (now && (*now < 0 || *now > longest)) {
    errors.invalid(path, *now, "must be between 0 and 2147483647, inclusive");
    return false;
  }
  if (now && before && *before < *now) {
    errors.invalid(path, *now, "must be less than or equal to previous value");
    return false;
  }
  if (!now && before) {
    errors.invalid(path, json::value(), "must not update from a positive integer to nil value");
  }
  const auto without_seconds = [](json::object toleration) -> json::value {
    toleration.erase("tolerationSeconds");
    return toleration;
  };
  const json::array& tolerations = array_at(spec.object(), "tolerations");
  bool kept = true;
  for (const json::value& toleration : array_at(old, "tolerations")) {
    const json::value wanted = without_seconds(toleration.as_object());
    kept = kept && std::ranges::any_of(tolerations, [&](const json::value& other) {
             const json::value given = without_seconds(other.as_object());
             return same_meaning(&given, &wanted);
           });
  }
  if (kept) {
    validate_tolerations(spec);
  } else {
    errors.forbidden(spec.at("tolerations"),
                     "existing toleration can not be modified except its tolerationSeconds");
  }
  spec.each("schedulingGates", [&](const Part& gate) {
    const json::array& gates = array_at(old, "schedulingGates");
    const std::string name(gate.text("name"));
    const bool known = std::ranges::any_of(gates, [&](const json::value& other) {
      return other.is_object() && text_at(other.get_object(), "name") == name;
    });
    if (known) return;
    errors.forbidden(gate.at("name"),
                     "only deletion is allowed, but found new scheduling gate '" + name + "'");
  });
  return true;
}

void validate_update(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  const json::object& old_spec = object_at(old, "spec");
  json::object spec = object_at(fresh, "spec");
  for (const char* const list : {"containers", "initContainers"}) {
    const json::array& containers = array_at(spec, list);
    if (containers.size() != array_at(old_spec, list).size()) {
      errors.forbidden(FieldPath("spec").child(list),
                       "pod updates may not add or remove containers");
      return;
    }
    for (std::size_t i = 0; i < containers.size(); ++i) {
      if (!text_at(element_at(containers, i), "image").empty()) continue;
      errors.required(FieldPath("spec").child(list).index(i).child("image"));
    }
  }
  const json::object& whole = object_at(fresh, "spec");
  if (!validate_bounded_changes({whole, "spec", errors}, old_spec, errors)) return;
  undo_allowed_changes(spec, old_spec);
  const json::value fresh_value = spec;
  const json::value old_value = old_spec;
  if (same_meaning(&fresh_value, &old_value)) return;
  errors.forbidden("spec",
                   "pod updates may not change fields other than "
                   "`spec.containers[*].image`,`spec.initContainers[*].image`,"
                   "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing "
                   "tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if "
                   "it was previously negative)\n");
}

void warn(const json::object& pod, std::vector<std::string>& warnings) {
  if (const Complaints complaints = check_dns_label(name_of(pod)); !complaints.empty()) {
    warnings.push_back(
        "metadata.name: this is used in the Pod's hostname, which can result in surprising "
        "behavior; a DNS label is recommended: [" +
        joined(complaints, " ") + "]");
  }
  warn_of_pod(pod, {}, warnings);
}

void warn_of_status(const json::object& pod, std::vector<std::string>& warnings) {
  FieldErrors none;
  const Part status{object_at(pod, "status"), "status", none};
  for (const char* const list : {"podIPs", "hostIPs"}) {
    status.each(list, [&](const Part& address) {
      warn_of_ip(address.at("ip"), address.text("ip"), warnings);
    });
  }
}

std::int64_t grace_period(const json::object& pod, std::optional<std::int64_t> requested) {
  const std::string_view phase = text_at(pod, {"status", "phase"});
  if (text_at(pod, {"spec", "nodeName"}).empty() || phase == "Failed" || phase == "Succeeded") {
    return 0;
  }
  const std::int64_t period =
      requested ? *requested
                : number_at(pod, {"spec", "terminationGracePeriodSeconds"}).value_or(0);
  return period < 0 ? 1 : period;
}

std::string field_value(const json::object& pod, std::string_view field) {
  const json::object& spec = object_at(pod, "spec");
  if (field == "spec.hostNetwork") return flag_at(spec, "hostNetwork") ? "true" : "false";
  const std::size_t dot = field.find('.');
  const std::string_view part = field.substr(0, dot);
  const std::string_view name = field.substr(dot + 1);
  if (name == "podIPs") return {};
  return std::string(text_at(pod, {part, name == "host" ? "nodeName" : name}));
}

constexpr std::string_view fields[] = {"spec.nodeName",
                                       "spec.host",
                                       "spec.restartPolicy",
                                       "spec.schedulerName",
                                       "spec.serviceAccountName",
                                       "spec.hostNetwork",
                                       "status.phase",
                                       "status.podIP",
                                       "status.podIPs",
                                       "status.nominatedNodeName"};

}  // namespace

const KindRules pod_rules{.answers_deleted_object = true,
                          .checks_new_metadata_on_update = true,
                          .field_labels = {.names = fields, .refusal = FieldLabels::Refusal::plain},
                          .set_defaults = &set_defaults,
                          .admit = &admit,
                          .prepare_create = &prepare_create,
                          .prepare_status_update = &prepare_status_update,
                          .validate = &validate,
                          .validate_update = &validate_update,
                          .validate_status_update = &validate_pod_status,
                          .warn = &warn,
                          .warn_of_status = &warn_of_status,
                          .grace_period = &grace_period,
                          .field_value = &field_value};

}  // namespace k8s::testing::fake
