// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/node-v1/

#include <arpa/inet.h>

#include <set>
#include <string>

#include "testing/fake/cidr.hpp"
#include "testing/fake/ip_text.hpp"
#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/resources.hpp"
#include "testing/fake/pattern.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::array<std::string_view, 1> fields{"spec.unschedulable"};

void set_defaults(json::object& node) {
  json::object& spec = ensure_object(node, "spec");
  spec.erase("configSource");  // no longer kept
  // The newer field holds what the older one says, and the other way round.
  const std::vector<std::string> ranges = texts_at(spec, {"podCIDRs"});
  const std::string range(text_at(spec, "podCIDR"));
  if (!range.empty() && (ranges.empty() || ranges.front() != range)) {
    spec["podCIDRs"] = json::array{range};  // the older one counts where they differ
  } else if (!ranges.empty()) {
    spec["podCIDR"] = ranges.front();
  }
  json::object& status = ensure_object(node, "status");
  if (find(status, "allocatable") == nullptr && find(status, "capacity") != nullptr) {
    status["allocatable"] = object_at(status, "capacity");
  }
  if (find(status, "daemonEndpoints") == nullptr) {
    status["daemonEndpoints"] = {{"kubeletEndpoint", {{"Port", 0}}}};
  }
  json::object& info = ensure_object(status, "nodeInfo");
  for (const char* const name :
       {"machineID", "systemUUID", "bootID", "kernelVersion", "osImage", "containerRuntimeVersion",
        "kubeletVersion", "kubeProxyVersion", "operatingSystem", "architecture"}) {
    set_default(info, name, "");
  }
}

/// A new node gets no pods before it has said that it is ready.
void admit_new(json::object& node) {
  constexpr const char* key = "node.kubernetes.io/not-ready";
  json::object& spec = ensure_object(node, "spec");
  for (const json::value& taint : array_at(spec, "taints")) {
    if (taint.is_object() && text_at(taint.get_object(), "key") == key &&
        text_at(taint.get_object(), "effect") == "NoSchedule") {
      return;
    }
  }
  json::value& taints = member_of(spec, "taints");
  if (!taints.is_array()) taints.emplace_array();
  taints.get_array().push_back(json::object{{"key", key}, {"effect", "NoSchedule"}});
}

void validate_resources(const json::object& node, FieldErrors& errors) {
  for (const char* const list : {"capacity", "allocatable"}) {
    for (const auto& member : object_at(node, {"status", list})) {
      const auto amount = quantity_of(&member.value());
      if (!amount) continue;
      validate_amount_of(member.key(), *amount, FieldPath("status").child(list).child(member.key()),
                         errors);
    }
  }
}

void validate_ranges(const json::object& node, FieldErrors& errors) {
  const Part spec{object_at(node, "spec"), "spec", errors};
  const std::size_t count = spec.count("podCIDRs");
  int of_4 = 0;
  int of_6 = 0;
  std::string broken;
  std::size_t broken_at = 0;
  std::size_t at = 0;
  spec.each_text("podCIDRs", [&](const std::string& range, const FieldPath& path) {
    errors.invalid(path, range, check_cidr(range));
    if (broken.empty() && !is_loose_cidr(range)) {
      broken = range;
      broken_at = at;
    }
    ++at;
    ++(range.find(':') == range.npos ? of_4 : of_6);
  });
  if (count < 2) return;
  if (!broken.empty()) {
    errors.internal(spec.at("podCIDRs"),
                    "invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR[" +
                        std::to_string(broken_at) + "]: <nil> (invalid CIDR address: " + broken +
                        ")");
  }
  if (!broken.empty() || count > 2 || of_4 == 0 || of_6 == 0) {
    errors.invalid(spec.at("podCIDRs"), array_at(spec.object(), "podCIDRs"),
                   "may specify no more than one CIDR for each IP family");
  }
}

void validate_features(const json::object& node, FieldErrors& errors) {
  const Part status{object_at(node, "status"), "status", errors};
  std::string before;
  bool first = true;
  status.each_text("declaredFeatures", [&](const std::string& feature, const FieldPath& path) {
    if (!matches_pattern(feature, "^[A-Z][A-Za-z0-9]*(/[A-Za-z][A-Za-z0-9]*)*$")) {
      errors.invalid(path, feature,
                     "invalid feature name " + go_quote(feature) +
                         ": must start with an UpperCamelCase segment, with subsequent segments "
                         "separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), and "
                         "contain only alphanumeric characters and slashes");
    }
    if (!first && feature == before) errors.duplicate(path, feature);
    if (!first && feature < before) {
      errors.invalid(path, feature, "list must be sorted alphabetically");
    }
    first = false;
    before = feature;
  });
}

void validate_new(const json::object& node, FieldErrors& errors) {
  validate_taints(object_at(node, "spec"), "metadata", errors);
  validate_resources(node, errors);
  validate_features(node, errors);
  validate_ranges(node, errors);
}

void validate_addresses(const json::object& node, FieldErrors& errors) {
  const Part status{object_at(node, "status"), "status", errors};
  std::set<std::pair<std::string, std::string>> seen;
  status.each("addresses", [&](const Part& address) {
    const std::string_view type = address.text("type");
    const std::string_view text = address.text("address");
    if (seen.emplace(type, text).second) return;
    // The server shows its own form of the struct.
    errors.duplicate(address.path(), json::object{{"Type", type}, {"Address", text}});
  });
}

void validate_changes(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  validate_resources(fresh, errors);
  validate_features(fresh, errors);
  validate_addresses(fresh, errors);
  constexpr const char* ranges = "node updates may not change podCIDR except from \"\" to valid";
  const std::vector<std::string> before = texts_at(old, {"spec", "podCIDRs"});
  const std::vector<std::string> now = texts_at(fresh, {"spec", "podCIDRs"});
  if (!before.empty() && before.size() != now.size()) {
    errors.forbidden("spec.podCIDRs", ranges);
  } else {
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (before[i] != now[i]) errors.forbidden("spec.podCIDRs", ranges);
    }
  }
  const std::string_view provider = text_at(old, {"spec", "providerID"});
  if (!provider.empty() && provider != text_at(fresh, {"spec", "providerID"})) {
    errors.forbidden("spec.providerID",
                     "node updates may not change providerID except from \"\" to valid");
  }
  validate_taints(object_at(fresh, "spec"), "metadata", errors);
  if (text_at(fresh, {"spec", "externalID"}) != text_at(old, {"spec", "externalID"})) {
    errors.forbidden("spec.externalID", "may not be updated");
  }
}

std::string field_value(const json::object& node, std::string_view /*field*/) {
  return flag_at(node, {"spec", "unschedulable"}) ? "true" : "false";
}

void warn(const json::object& node, std::vector<std::string>& warnings) {
  const json::object& spec = object_at(node, "spec");
  if (!text_at(spec, "externalID").empty()) {
    warnings.emplace_back("spec.externalID: this field is deprecated, and is unused by Kubernetes");
  }
  FieldErrors none;
  Part(spec, "spec", none)
      .each_text("podCIDRs", [&](const std::string& range, const FieldPath& path) {
        warn_of_cidr(path, range, warnings);
      });
}

}  // namespace

const KindRules node_rules{.keeps_status = true,
                           .generation = Generation::none,
                           .storage_path = "minions",
                           .field_labels = {.names = fields,
                                            .refusal = FieldLabels::Refusal::plain,
                                            .has_namespace = false},
                           .set_defaults = &set_defaults,
                           .admit_new = &admit_new,
                           .validate = &validate_new,
                           .validate_update = &validate_changes,
                           .validate_status_update = &validate_changes,
                           .warn_always = &warn,
                           .field_value = &field_value};

}  // namespace k8s::testing::fake
