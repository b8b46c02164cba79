// ReplicaSets, and ReplicationControllers, which are older and select by labels alone.
// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/replica-set-v1/
// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/replication-controller-v1/

#include <string>

#include "testing/fake/kinds/pod_warnings.hpp"
#include "testing/fake/kinds/workload.hpp"
#include "testing/fake/schema.hpp"

namespace k8s::testing::fake {
namespace {

/// What has no labels of its own has those of its pods.
void label_as_pods(json::object& set) {
  const json::object labels = object_at(set, {"spec", "template", "metadata", "labels"});
  if (!labels.empty() && object_at(metadata_of(set), "labels").empty()) {
    metadata_of(set)["labels"] = labels;
  }
}

void set_defaults(json::object& set) {
  default_pod_template(set);
  set_default(ensure_object(set, "spec"), "replicas", 1);
}

void set_controller_defaults(json::object& controller) {
  json::object& spec = ensure_object(controller, "spec");
  if (find(spec, "template") != nullptr) {
    default_pod_template(controller);
    if (object_at(spec, "selector").empty()) {
      const json::object labels = object_at(spec, {"template", "metadata", "labels"});
      if (!labels.empty()) spec["selector"] = labels;
    }
    label_as_pods(controller);
  }
  set_default(spec, "replicas", 1);
}

void validate(const json::object& set, FieldErrors& errors) {
  const json::object& spec = object_at(set, "spec");
  validate_not_negative(spec, "replicas", "spec", errors);
  validate_not_negative(spec, "minReadySeconds", "spec", errors);
  if (validate_pod_selector(spec, "deployment", errors)) {
    validate_template_labels(spec, errors);
    validate_lasting_template(spec, "ReplicaSet", errors);
  } else {
    errors.invalid("spec.selector", shown_selector(object_at(spec, "selector")),
                   "invalid label selector");
  }
}

void validate_controller(const json::object& controller, FieldErrors& errors) {
  const json::object& spec = object_at(controller, "spec");
  validate_not_negative(spec, "minReadySeconds", "spec", errors);
  const json::object& selector = object_at(spec, "selector");
  if (selector.empty()) errors.required("spec.selector");
  validate_not_negative(spec, "replicas", "spec", errors);
  if (find(spec, "template") == nullptr) return errors.required("spec.template");
  const json::object& labels = object_at(spec, {"template", "metadata", "labels"});
  if (!selector.empty() && !selector_matches({{"matchLabels", selector}}, labels)) {
    errors.invalid("spec.template.metadata.labels", labels.empty() ? json::value() : sorted(labels),
                   "`selector` does not match template `labels`");
  }
  validate_lasting_template(spec, "ReplicationController", errors);
}

void validate_update(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  validate_immutable(object_at(fresh, "spec"), object_at(old, "spec"), "selector", "spec.selector",
                     errors);
}

void validate_status_update(const json::object& fresh, const json::object& /*old*/,
                            FieldErrors& errors) {
  const json::object& status = object_at(fresh, "status");
  for (const char* const name : {"replicas", "fullyLabeledReplicas", "readyReplicas",
                                 "availableReplicas", "observedGeneration"}) {
    validate_not_negative(status, name, "status", errors);
  }
  validate_replica_counts(status, {"fullyLabeledReplicas", "readyReplicas", "availableReplicas"},
                          errors);
}

std::string field_value(const json::object& controller, std::string_view /*field*/) {
  return std::to_string(number_at(controller, {"status", "replicas"}).value_or(0));
}

constexpr std::string_view fields[] = {"status.replicas"};

void warn(const json::object& object, std::vector<std::string>& warnings) {
  warn_of_name(object, warnings);
  warn_of_template(object, warnings);
}

/// The server looks at the template that there was before.
void warn_of_old_template(const json::object& fresh, const json::object& old,
                          std::vector<std::string>& warnings) {
  warn_of_new_template(old, fresh, warnings);
}

}  // namespace

const KindRules replica_set_rules{.set_defaults = &set_defaults,
                                  .validate = &validate,
                                  .validate_update = &validate_update,
                                  .validate_status_update = &validate_status_update,
                                  .warn = &warn,
                                  .warn_update = &warn_of_new_template};

const KindRules replication_controller_rules{
    .orphans_dependents = true,
    .storage_path = "controllers",
    .field_labels = {.names = fields, .refusal = FieldLabels::Refusal::plain},
    .set_defaults = &set_controller_defaults,
    .validate = &validate_controller,
    .validate_status_update = &validate_status_update,
    .warn = &warn,
    .warn_update = &warn_of_old_template,
    .field_value = &field_value};

}  // namespace k8s::testing::fake
