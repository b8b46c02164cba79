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

}  // namespace

const KindRules controller_revision_rules{.generation = Generation::none,
                                          .validate = &validate_controller_revision,
                                          .validate_update = &validate_controller_revision_update};
const KindRules pod_template_rules{.answers_deleted_object = true,
                                   .set_defaults = &default_template,
                                   .validate = &validate_template,
                                   .warn = &warn_of_pods,
                                   .warn_update = &warn_of_new_pods};

}  // namespace k8s::testing::fake
