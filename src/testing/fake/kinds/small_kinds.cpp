// Kinds of which there is little to say.

#include "testing/fake/kinds/pod_spec.hpp"
#include "testing/fake/kinds/pod_warnings.hpp"

namespace k8s::testing::fake {
namespace {

void validate_controller_revision(const json::object& revision, FieldErrors& errors) {
  const json::value* const data = find(revision, "data");
  if (data == nullptr) errors.required("data", "data is mandatory");
  validate_not_negative(revision, "revision", "", errors);
  if (data != nullptr && !data->is_object()) {
    errors.required("data", "data must be a valid JSON object");
  }
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

void warn_of_pods(const json::object& pod_template, std::vector<std::string>& warnings) {
  warn_of_pod(object_at(pod_template, "template"), "template", warnings);
}

void warn_of_new_pods(const json::object& fresh, const json::object& old,
                      std::vector<std::string>& warnings) {
  if (same_generation(fresh, old)) return;
  warn_of_pods(fresh, warnings);
}

/// Of the secrets only the names are kept.
void clean_secrets(json::object& account) {
  for (json::object* const secret : objects_in(account, "secrets")) {
    const json::value* const name = find(*secret, "name");
    *secret = name == nullptr ? json::object() : json::object{{"name", *name}};
  }
}

void prepare_account(json::object& account, AddressPool& /*addresses*/, FieldErrors& /*errors*/) {
  clean_secrets(account);
}

void prepare_account_update(json::object& fresh, const json::object& /*old*/,
                            AddressPool& /*addresses*/, FieldErrors& /*errors*/) {
  clean_secrets(fresh);
}

}  // namespace

const KindRules service_account_rules{.answers_deleted_object = true,
                                      .generation = Generation::none,
                                      .prepare_create = &prepare_account,
                                      .prepare_update = &prepare_account_update};
const KindRules controller_revision_rules{.generation = Generation::none,
                                          .validate = &validate_controller_revision,
                                          .validate_update = &validate_controller_revision_update};
const KindRules pod_template_rules{.answers_deleted_object = true,
                                   .set_defaults = &default_template,
                                   .validate = &validate_template,
                                   .warn = &warn_of_pods,
                                   .warn_update = &warn_of_new_pods};

}  // namespace k8s::testing::fake
