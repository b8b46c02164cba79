// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/stateful-set-v1/

#include <array>
#include <functional>
#include <set>
#include <string>

#include "testing/fake/kinds/claim_spec.hpp"
#include "testing/fake/kinds/part.hpp"
#include "testing/fake/kinds/pod_warnings.hpp"
#include "testing/fake/kinds/workload.hpp"

namespace k8s::testing::fake {
namespace {

void set_defaults(json::object& set) {
  json::object& spec = ensure_object(set, "spec");
  default_pod_template(set);
  if (text_at(spec, "podManagementPolicy").empty()) spec["podManagementPolicy"] = "OrderedReady";
  json::object& strategy = ensure_object(spec, "updateStrategy");
  if (text_at(strategy, "type").empty()) strategy["type"] = "RollingUpdate";
  if (text_at(strategy, "type") == "RollingUpdate") {
    set_default(ensure_object(strategy, "rollingUpdate"), "partition", 0);
  }
  // What a server with default flags does not keep.
  if (json::value* const rolling = find(strategy, "rollingUpdate");
      rolling != nullptr && rolling->is_object()) {
    rolling->get_object().erase("maxUnavailable");
  }
  json::object& retention = ensure_object(spec, "persistentVolumeClaimRetentionPolicy");
  for (const char* const name : {"whenDeleted", "whenScaled"}) {
    if (text_at(retention, name).empty()) retention[name] = "Retain";
  }
  set_default(spec, "replicas", 1);
  set_default(spec, "revisionHistoryLimit", 10);
  for (json::object* const claim : objects_in(spec, "volumeClaimTemplates")) {
    (*claim)["kind"] = "PersistentVolumeClaim";
    (*claim)["apiVersion"] = "v1";
    set_default(ensure_object(*claim, "spec"), "volumeMode", "Filesystem");
    (*claim)["status"] = {{"phase", "Pending"}};
  }
}

void validate_strategy(const json::object& strategy, const FieldPath& path, FieldErrors& errors) {
  const std::string_view type = text_at(strategy, "type");
  const json::object& rolling = object_at(strategy, "rollingUpdate");
  // The server's own form of the struct.
  const auto shown = [&rolling] {
    return json::object{{"Partition", number_at(rolling, "partition").value_or(0)},
                        {"MaxUnavailable", nullptr}};
  };
  const bool has_rolling = find(strategy, "rollingUpdate") != nullptr;
  if (type == "RollingUpdate") {
    validate_not_negative(rolling, "partition", path.child("rollingUpdate"), errors);
  } else if (type != "OnDelete") {
    errors.invalid(
        path,
        json::object{{"Type", type},
                     {"RollingUpdate", has_rolling ? json::value(shown()) : json::value()}},
        "must be 'RollingUpdate' or 'OnDelete'");
  } else if (has_rolling) {
    errors.invalid(path.child("rollingUpdate"), shown(),
                   "only allowed for updateStrategy 'RollingUpdate'");
  }
}

/// The pods' template with what the controller adds: a volume for each claim, before the others and
/// in place of one that has its name.
json::object with_claims(const json::object& spec) {
  json::array volumes;
  std::set<std::string, std::less<>> names;
  for (const json::value& each : array_at(spec, "volumeClaimTemplates")) {
    const std::string name(each.is_object() ? name_of(each.get_object()) : "");
    if (!names.insert(name).second) continue;
    volumes.push_back({{"name", name}, {"persistentVolumeClaim", {{"claimName", name}}}});
  }
  json::object pod_template = object_at(spec, "template");
  if (volumes.empty()) return pod_template;
  for (const json::value& each : array_at(pod_template, {"spec", "volumes"})) {
    const bool is_claimed = each.is_object() && names.contains(text_at(each.get_object(), "name"));
    if (!is_claimed) volumes.push_back(each);
  }
  ensure_object(pod_template, "spec")["volumes"] = std::move(volumes);
  return pod_template;
}

void validate_template(const json::object& spec, FieldErrors& errors) {
  const FieldPath path = "spec.template";
  const json::object pod_template = with_claims(spec);
  validate_pod_template(pod_template, path, errors);
  // The server looks at these twice.
  const json::object& metadata = metadata_of(pod_template);
  validate_labels(object_at(metadata, "labels"), path.child("labels"), errors);
  validate_annotations(object_at(metadata, "annotations"), path.child("annotations"), errors);
}

void validate(const json::object& set, FieldErrors& errors) {
  const FieldPath path = "spec";
  const json::object& spec = object_at(set, "spec");
  const std::string_view management = text_at(spec, "podManagementPolicy");
  if (management != "OrderedReady" && management != "Parallel") {
    errors.invalid(path.child("podManagementPolicy"), management,
                   "must be 'OrderedReady' or 'Parallel'");
  }
  validate_strategy(object_at(spec, "updateStrategy"), path.child("updateStrategy"), errors);
  const json::object& retention = object_at(spec, "persistentVolumeClaimRetentionPolicy");
  for (const char* const name : {"whenDeleted", "whenScaled"}) {
    const std::string_view policy = text_at(retention, name);
    if (policy == "Retain" || policy == "Delete") continue;
    errors.not_supported(path.child("persistentVolumeClaimRetentionPolicy").child(name), policy,
                         {"Retain", "Delete"});
  }
  validate_not_negative(spec, "replicas", path, errors);
  validate_not_negative(spec, "minReadySeconds", path, errors);
  validate_not_negative(object_at(spec, "ordinals"), "start", path.child("ordinals"), errors);
  const bool selects = validate_pod_selector(spec, "statefulset", errors);
  if (selects) {
    validate_template_labels(spec, errors);
  } else {
    errors.invalid(path.child("selector"), shown_selector(object_at(spec, "selector")), "");
  }
  const Part part{spec, path, errors};
  part.each("volumeClaimTemplates",
            [](const Part& claim) { validate_claim_spec(claim.child("spec")); });
  if (selects) validate_template(spec, errors);
  validate_lasting(spec, "StatefulSet", errors);
  if (const std::string_view service = text_at(spec, "serviceName"); !service.empty()) {
    errors.invalid(path.child("serviceName"), service, check_dns_label(service));
  }
}

constexpr std::array<std::string_view, 7> changeable{"replicas",
                                                     "ordinals",
                                                     "template",
                                                     "updateStrategy",
                                                     "minReadySeconds",
                                                     "revisionHistoryLimit",
                                                     "persistentVolumeClaimRetentionPolicy"};

void validate_update(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  json::object spec = object_at(fresh, "spec");
  json::object old_spec = object_at(old, "spec");
  for (const std::string_view name : changeable) {
    spec.erase(name);
    old_spec.erase(name);
  }
  const json::value now = spec;
  const json::value before = old_spec;
  if (same_meaning(&now, &before)) return;
  errors.forbidden("spec",
                   "updates to statefulset spec for fields other than 'replicas', 'ordinals', "
                   "'template', 'updateStrategy', 'revisionHistoryLimit', "
                   "'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
}

void validate_status_update(const json::object& fresh, const json::object& /*old*/,
                            FieldErrors& errors) {
  const json::object& status = object_at(fresh, "status");
  for (const char* const name : {"replicas", "readyReplicas", "currentReplicas", "updatedReplicas",
                                 "availableReplicas", "observedGeneration", "collisionCount"}) {
    validate_not_negative(status, name, "status", errors);
  }
  validate_replica_counts(
      status, {"readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"}, errors);
}

void warn_of_rest(const json::object& set, const char* where, std::vector<std::string>& warnings) {
  FieldErrors none;
  const Part spec{object_at(set, "spec"), "spec", none};
  spec.each("volumeClaimTemplates", [&](const Part& claim) {
    const json::object& resources = object_at(claim.object(), {"spec", "resources"});
    for (const char* const list : {"requests", "limits"}) {
      warn_of_fraction(object_at(resources, list), "storage", claim.at(where).child(list),
                       warnings);
    }
  });
  if (spec.number("revisionHistoryLimit") < 0) {
    warnings.emplace_back(
        "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= "
        "0 is recommended");
  }
}

// The server's paths of a claim are not those of its members, and not the same in both.

void warn(const json::object& set, std::vector<std::string>& warnings) {
  warn_of_template(set, warnings);
  warn_of_rest(set, "resources", warnings);
}

void warn_update(const json::object& fresh, const json::object& old,
                 std::vector<std::string>& warnings) {
  warn_of_new_template(fresh, old, warnings);
  warn_of_rest(fresh, "Spec.resources", warnings);
}

}  // namespace

const KindRules stateful_set_rules{.check_name = &check_namespace_name,
                                   .set_defaults = &set_defaults,
                                   .validate = &validate,
                                   .validate_update = &validate_update,
                                   .validate_status_update = &validate_status_update,
                                   .warn = &warn,
                                   .warn_update = &warn_update};

}  // namespace k8s::testing::fake
