// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/deployment-v1/

#include "testing/fake/kinds/pod_warnings.hpp"
#include "testing/fake/kinds/workload.hpp"

namespace k8s::testing::fake {
namespace {

void set_defaults(json::object& deployment) {
  json::object& spec = ensure_object(deployment, "spec");
  set_default(spec, "replicas", 1);
  default_pod_template(deployment);
  json::object& strategy = ensure_object(spec, "strategy");
  if (text_at(strategy, "type").empty()) strategy["type"] = "RollingUpdate";
  if (text_at(strategy, "type") == "RollingUpdate") {
    json::object& rolling = ensure_object(strategy, "rollingUpdate");
    set_default(rolling, "maxUnavailable", "25%");
    set_default(rolling, "maxSurge", "25%");
  }
  set_default(spec, "revisionHistoryLimit", 10);
  set_default(spec, "progressDeadlineSeconds", 600);
}

void validate_rolling_update(const json::object& rolling, const FieldPath& path,
                             FieldErrors& errors) {
  const json::value* const unavailable = find(rolling, "maxUnavailable");
  const json::value* const surge = find(rolling, "maxSurge");
  if (unavailable == nullptr || surge == nullptr) return;
  validate_amount(*unavailable, path.child("maxUnavailable"), errors);
  validate_amount(*surge, path.child("maxSurge"), errors);
  if (is_zero_amount(*unavailable) && is_zero_amount(*surge)) {
    errors.invalid(path.child("maxUnavailable"), *unavailable, "may not be 0 when `maxSurge` is 0");
  }
  validate_at_most_all(*unavailable, path.child("maxUnavailable"), errors);
}

void validate_strategy(const json::object& strategy, const FieldPath& path, FieldErrors& errors) {
  const std::string_view type = text_at(strategy, "type");
  if (type == "Recreate") {
    if (find(strategy, "rollingUpdate") != nullptr) {
      errors.forbidden(path.child("rollingUpdate"),
                       "may not be specified when strategy `type` is 'Recreate'");
    }
  } else if (type == "RollingUpdate") {
    validate_rolling_update(object_at(strategy, "rollingUpdate"), path.child("rollingUpdate"),
                            errors);
  } else {
    errors.not_supported(path, shown_strategy(strategy), {"Recreate", "RollingUpdate"});
  }
}

void validate(const json::object& deployment, FieldErrors& errors) {
  const FieldPath path = "spec";
  const json::object& spec = object_at(deployment, "spec");
  validate_not_negative(spec, "replicas", path, errors);
  if (validate_pod_selector(spec, "deployment", errors)) {
    validate_template_labels(spec, errors);
    validate_lasting_template(spec, "ReplicaSet", errors);
  } else {
    errors.invalid(path.child("selector"), shown_selector(object_at(spec, "selector")),
                   "invalid label selector");
  }
  validate_strategy(object_at(spec, "strategy"), path.child("strategy"), errors);
  validate_not_negative(spec, "minReadySeconds", path, errors);
  validate_not_negative(spec, "revisionHistoryLimit", path, errors);
  validate_not_negative(spec, "progressDeadlineSeconds", path, errors);
  if (const auto deadline = number_at(spec, "progressDeadlineSeconds");
      deadline && *deadline <= number_at(spec, "minReadySeconds").value_or(0)) {
    errors.invalid(path.child("progressDeadlineSeconds"), *deadline,
                   "must be greater than minReadySeconds");
  }
}

void validate_update(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  validate_immutable(object_at(fresh, "spec"), object_at(old, "spec"), "selector", "spec.selector",
                     errors);
}

void validate_status_update(const json::object& fresh, const json::object& /*old*/,
                            FieldErrors& errors) {
  const FieldPath path = "status";
  const json::object& status = object_at(fresh, "status");
  for (const char* const name :
       {"observedGeneration", "replicas", "updatedReplicas", "readyReplicas", "availableReplicas",
        "unavailableReplicas", "terminatingReplicas", "collisionCount"}) {
    validate_not_negative(status, name, path, errors);
  }
  validate_replica_counts(status, {"updatedReplicas", "readyReplicas", "availableReplicas"},
                          errors);
}

void prepare_status_update(json::object& fresh, const json::object& old) {
  copy_member(metadata_of(fresh), metadata_of(old), "labels");
}

void warn(const json::object& object, std::vector<std::string>& warnings) {
  warn_of_name(object, warnings);
  warn_of_template(object, warnings);
}

}  // namespace

const KindRules deployment_rules{.generation = Generation::spec_and_annotations,
                                 .set_defaults = &set_defaults,
                                 .prepare_status_update = &prepare_status_update,
                                 .validate = &validate,
                                 .validate_update = &validate_update,
                                 .validate_status_update = &validate_status_update,
                                 .warn = &warn,
                                 .warn_update = &warn_of_new_template};

}  // namespace k8s::testing::fake
