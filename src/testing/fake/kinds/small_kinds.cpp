// Kinds of which there is little to say.

#include "testing/fake/kinds/pod_spec.hpp"

namespace k8s::testing::fake {
namespace {

void default_webhooks(json::object& configuration) {
  for (json::object* const webhook : objects_in(configuration, "webhooks")) {
    set_default(*webhook, "failurePolicy", "Fail");
    set_default(*webhook, "matchPolicy", "Equivalent");
    ensure_object(*webhook, "namespaceSelector");
    ensure_object(*webhook, "objectSelector");
    set_default(*webhook, "timeoutSeconds", 10);
    for (json::object* const rule : objects_in(*webhook, "rules")) {
      set_default(*rule, "scope", "*");
    }
  }
}

void default_mutating_webhooks(json::object& configuration) {
  default_webhooks(configuration);
  for (json::object* const webhook : objects_in(configuration, "webhooks")) {
    set_default(*webhook, "reinvocationPolicy", "Never");
  }
}

void default_storage_class(json::object& storage_class) {
  set_default(storage_class, "reclaimPolicy", "Delete");
  set_default(storage_class, "volumeBindingMode", "Immediate");
}

void validate_storage_class(const json::object& storage_class, FieldErrors& errors) {
  if (text_at(storage_class, "provisioner").empty()) errors.required("provisioner");
}

void validate_storage_class_update(const json::object& fresh, const json::object& old,
                                   FieldErrors& errors) {
  for (const char* const name : {"provisioner", "reclaimPolicy", "volumeBindingMode"}) {
    validate_immutable(fresh, old, name, name, errors);
  }
}

void default_priority_class(json::object& priority_class) {
  set_default(priority_class, "preemptionPolicy", "PreemptLowerPriority");
}

void validate_priority_class_update(const json::object& fresh, const json::object& old,
                                    FieldErrors& errors) {
  if (same_meaning(find(fresh, "value"), find(old, "value"))) return;
  errors.forbidden("value", "may not be changed in an update.");
}

void validate_lease(const json::object& lease, FieldErrors& errors) {
  const auto duration = number_at(lease, {"spec", "leaseDurationSeconds"});
  if (duration && *duration <= 0) {
    errors.invalid("spec.leaseDurationSeconds", *duration, "must be greater than 0");
  }
  validate_not_negative(object_at(lease, "spec"), "leaseTransitions", "spec", errors);
}

void validate_controller_revision(const json::object& revision, FieldErrors& errors) {
  if (find(revision, "data") == nullptr) errors.required("data", "data is mandatory");
  validate_not_negative(revision, "revision", "", errors);
}

void validate_controller_revision_update(const json::object& fresh, const json::object& old,
                                         FieldErrors& errors) {
  validate_immutable(fresh, old, "data", "data", errors);
}

void default_template(json::object& pod_template) {
  default_pod_spec(ensure_object(ensure_object(pod_template, "template"), "spec"));
}

void validate_template(const json::object& pod_template, FieldErrors& errors) {
  validate_pod_template(object_at(pod_template, "template"), "template", errors);
}

}  // namespace

const KindRules validating_webhook_rules{.unconditional_update = false,
                                         .set_defaults = &default_webhooks};
const KindRules mutating_webhook_rules{.unconditional_update = false,
                                       .set_defaults = &default_mutating_webhooks};
const KindRules storage_class_rules{.answers_deleted_object = true,
                                    .generation = Generation::none,
                                    .set_defaults = &default_storage_class,
                                    .validate = &validate_storage_class,
                                    .validate_update = &validate_storage_class_update};
const KindRules priority_class_rules{.set_defaults = &default_priority_class,
                                     .validate_update = &validate_priority_class_update};
const KindRules lease_rules{.create_on_update = true,
                            .unconditional_update = false,
                            .generation = Generation::none,
                            .validate = &validate_lease};
const KindRules controller_revision_rules{.generation = Generation::none,
                                          .validate = &validate_controller_revision,
                                          .validate_update = &validate_controller_revision_update};
const KindRules pod_template_rules{.answers_deleted_object = true,
                                   .set_defaults = &default_template,
                                   .validate = &validate_template};

}  // namespace k8s::testing::fake
