// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/daemon-set-v1/

#include <charconv>
#include <cstdint>
#include <string>
#include <utility>

#include "testing/fake/kinds/pod_warnings.hpp"
#include "testing/fake/kinds/workload.hpp"

namespace k8s::testing::fake {
namespace {

/// Counts the changes of the template.
constexpr const char* template_generation = "deprecated.daemonset.template.generation";

void set_defaults(json::object& set) {
  json::object& spec = ensure_object(set, "spec");
  default_pod_template(set);
  json::object& strategy = ensure_object(spec, "updateStrategy");
  if (text_at(strategy, "type").empty()) strategy["type"] = "RollingUpdate";
  if (text_at(strategy, "type") == "RollingUpdate") {
    json::object& rolling = ensure_object(strategy, "rollingUpdate");
    set_default(rolling, "maxUnavailable", 1);
    set_default(rolling, "maxSurge", 0);
  }
  set_default(spec, "revisionHistoryLimit", 10);
  // Is known as long as nobody has counted, so that it belongs to who makes the set.
  set_default(ensure_object(metadata_of(set), "annotations"), template_generation, "0");
}

void count_template(json::object& set, std::int64_t generation) {
  ensure_object(metadata_of(set), "annotations")[template_generation] = std::to_string(generation);
}

void prepare_create(json::object& set, AddressPool& /*addresses*/, FieldErrors& /*errors*/) {
  count_template(set, 1);
}

void prepare_update(json::object& fresh, const json::object& old, AddressPool& /*addresses*/,
                    FieldErrors& /*errors*/) {
  const std::string_view counted = text_at(old, {"metadata", "annotations", template_generation});
  std::int64_t generation = 1;
  std::from_chars(counted.data(), counted.data() + counted.size(), generation);
  const json::value* const before = find(old, {"spec", "template"});
  const bool same = same_meaning(find(std::as_const(fresh), {"spec", "template"}), before);
  count_template(fresh, same ? generation : generation + 1);
}

void keep_count(json::object& fresh, const json::object& old) {
  copy_member(ensure_object(metadata_of(fresh), "annotations"),
              object_at(old, {"metadata", "annotations"}), template_generation);
}

void validate_rolling_update(const json::object& rolling, const FieldPath& path,
                             FieldErrors& errors) {
  const json::value* const unavailable = find(rolling, "maxUnavailable");
  const json::value* const surge = find(rolling, "maxSurge");
  if (unavailable == nullptr || surge == nullptr) return;
  const FieldPath unavailable_path = path.child("maxUnavailable");
  validate_amount(*unavailable, unavailable_path, errors);
  validate_at_most_all(*unavailable, unavailable_path, errors);
  validate_amount(*surge, path.child("maxSurge"), errors);
  validate_at_most_all(*surge, path.child("maxSurge"), errors);
  const bool none_unavailable = is_zero_amount(*unavailable);
  if (none_unavailable && is_zero_amount(*surge)) {
    errors.required(unavailable_path, "cannot be 0 when maxSurge is 0");
  } else if (!none_unavailable && !is_zero_amount(*surge)) {
    errors.invalid(path.child("maxSurge"), *surge,
                   "may not be set when maxUnavailable is non-zero");
  }
}

void validate_strategy(const json::object& strategy, const FieldPath& path, FieldErrors& errors) {
  const std::string_view type = text_at(strategy, "type");
  if (type == "RollingUpdate") {
    validate_rolling_update(object_at(strategy, "rollingUpdate"), path.child("rollingUpdate"),
                            errors);
  } else if (type != "OnDelete") {
    errors.not_supported(path, shown_strategy(strategy), {"RollingUpdate", "OnDelete"});
  }
}

void validate(const json::object& set, FieldErrors& errors) {
  const FieldPath path = "spec";
  const json::object& spec = object_at(set, "spec");
  const bool has_selector = find(spec, "selector") != nullptr;
  if (!has_selector || validate_pod_selector(spec, "daemonset", errors)) {
    validate_template_labels(spec, errors);
  }
  validate_lasting_template(spec, "DaemonSet", errors);
  validate_not_negative(spec, "minReadySeconds", path, errors);
  validate_strategy(object_at(spec, "updateStrategy"), path.child("updateStrategy"), errors);
  validate_not_negative(spec, "revisionHistoryLimit", path, errors);
}

void validate_update(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  validate_immutable(object_at(fresh, "spec"), object_at(old, "spec"), "selector", "spec.selector",
                     errors);
  validate(fresh, errors);
}

void validate_status_update(const json::object& fresh, const json::object& /*old*/,
                            FieldErrors& errors) {
  const json::object& status = object_at(fresh, "status");
  for (const char* const name :
       {"currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady",
        "observedGeneration", "updatedNumberScheduled", "numberAvailable", "numberUnavailable",
        "collisionCount"}) {
    validate_not_negative(status, name, "status", errors);
  }
}

}  // namespace

const KindRules daemon_set_rules{.set_defaults = &set_defaults,
                                 .prepare_create = &prepare_create,
                                 .prepare_update = &prepare_update,
                                 .prepare_status_update = &keep_count,
                                 .validate_new = &validate,
                                 .validate_update = &validate_update,
                                 .validate_status_update = &validate_status_update,
                                 .warn = &warn_of_template,
                                 .warn_update = &warn_of_new_template};

}  // namespace k8s::testing::fake
