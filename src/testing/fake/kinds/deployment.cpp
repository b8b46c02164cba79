// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/deployment-v1/

#include <charconv>
#include <optional>

#include "testing/fake/kinds/pod_spec.hpp"

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

std::optional<std::int64_t> percent_of(const json::value& value) {
  if (!value.is_string() || !check_percent(value.get_string()).empty()) return std::nullopt;
  std::int64_t percent = 0;
  const json::string& text = value.get_string();
  std::from_chars(text.data(), text.data() + text.size() - 1, percent);
  return percent;
}

void validate_amount(const json::value& value, const FieldPath& path, FieldErrors& errors) {
  if (value.is_string()) {
    errors.invalid(path, value, check_percent(value.get_string()));
  } else if (value.is_int64() && value.get_int64() < 0) {
    errors.invalid(path, value, "must be greater than or equal to 0");
  }
}

bool is_zero(const json::value& value) {
  return value.is_int64() ? value.get_int64() == 0 : percent_of(value).value_or(0) == 0;
}

void validate_rolling_update(const json::object& rolling, const FieldPath& path,
                             FieldErrors& errors) {
  const json::value* const unavailable = find(rolling, "maxUnavailable");
  const json::value* const surge = find(rolling, "maxSurge");
  if (unavailable == nullptr || surge == nullptr) return;
  validate_amount(*unavailable, path.child("maxUnavailable"), errors);
  validate_amount(*surge, path.child("maxSurge"), errors);
  if (is_zero(*unavailable) && is_zero(*surge)) {
    errors.invalid(path.child("maxUnavailable"), *unavailable, "may not be 0 when `maxSurge` is 0");
  }
  if (percent_of(*unavailable).value_or(0) > 100) {
    errors.invalid(path.child("maxUnavailable"), *unavailable, "must not be greater than 100%");
  }
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
    // The server shows its own form of the struct here.
    errors.not_supported(path, json::object{{"Type", type}, {"RollingUpdate", nullptr}},
                         {"Recreate", "RollingUpdate"});
  }
}

void validate_template(const json::object& spec, const FieldPath& path, FieldErrors& errors) {
  const json::object& pod_template = object_at(spec, "template");
  const json::object& selector = object_at(spec, "selector");
  const json::object& labels = object_at(pod_template, {"metadata", "labels"});
  const bool selects_nothing = find(spec, "selector") == nullptr;
  const bool selects_all = !selects_nothing && object_at(selector, "matchLabels").empty() &&
                           array_at(selector, "matchExpressions").empty();
  if (!selects_all && (selects_nothing || !selector_matches(selector, labels))) {
    errors.invalid(path.child("metadata").child("labels"),
                   labels.empty() ? json::value() : json::value(labels),
                   "`selector` does not match template `labels`");
  }
  validate_pod_template(pod_template, path, errors);
  const std::string_view restart = text_at(pod_template, {"spec", "restartPolicy"});
  if (restart != "Always") {
    errors.not_supported(path.child("spec").child("restartPolicy"), restart, {"Always"});
  }
  if (find(pod_template, {"spec", "activeDeadlineSeconds"}) != nullptr) {
    errors.forbidden(path.child("spec").child("activeDeadlineSeconds"),
                     "activeDeadlineSeconds in ReplicaSet is not Supported");
  }
}

void validate(const json::object& deployment, FieldErrors& errors) {
  const FieldPath path = "spec";
  const json::object& spec = object_at(deployment, "spec");
  validate_not_negative(spec, "replicas", path, errors);
  const json::object& selector = object_at(spec, "selector");
  bool usable = true;
  if (find(spec, "selector") == nullptr) {
    errors.required(path.child("selector"));
  } else {
    usable = validate_label_selector(selector, path.child("selector"), errors);
    if (object_at(selector, "matchLabels").empty() &&
        array_at(selector, "matchExpressions").empty()) {
      errors.invalid(path.child("selector"), json::object(),
                     "empty selector is invalid for deployment");
    }
  }
  if (usable) {
    validate_template(spec, path.child("template"), errors);
  } else {
    errors.invalid(path.child("selector"), selector, "invalid label selector");
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
  const auto count = [&](const char* name) { return number_at(status, name).value_or(0); };
  for (const char* const name : {"updatedReplicas", "readyReplicas", "availableReplicas"}) {
    if (count(name) > count("replicas")) {
      errors.invalid(path.child(name), count(name), "cannot be greater than status.replicas");
    }
  }
  if (count("availableReplicas") > count("readyReplicas")) {
    errors.invalid(path.child("availableReplicas"), count("availableReplicas"),
                   "cannot be greater than readyReplicas");
  }
}

void prepare_status_update(json::object& fresh, const json::object& old) {
  copy_member(metadata_of(fresh), metadata_of(old), "labels");
}

}  // namespace

const KindRules deployment_rules{.generation = Generation::spec_and_annotations,
                                 .set_defaults = &set_defaults,
                                 .prepare_status_update = &prepare_status_update,
                                 .validate = &validate,
                                 .validate_update = &validate_update,
                                 .validate_status_update = &validate_status_update,
                                 .warn = &warn_of_name};

}  // namespace k8s::testing::fake
