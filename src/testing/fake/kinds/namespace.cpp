// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/namespace-v1/

#include <algorithm>

#include "testing/fake/kinds/kinds.hpp"

namespace k8s::testing::fake {
namespace {

constexpr const char* name_label = "kubernetes.io/metadata.name";

void label_with_name(json::object& object) {
  const std::string name(name_of(object));
  if (!name.empty()) ensure_object(metadata_of(object), "labels")[name_label] = name;
}

void set_defaults(json::object& object) {
  label_with_name(object);
  json::object& status = ensure_object(object, "status");
  if (text_at(status, "phase").empty()) status["phase"] = "Active";
}

void prepare_create(json::object& object, AddressPool& /*addresses*/, FieldErrors& /*errors*/) {
  object["status"] = {{"phase", "Active"}};
  json::value& finalizers = ensure_object(object, "spec")["finalizers"];
  if (!finalizers.is_array()) finalizers.emplace_array();
  if (std::ranges::find(finalizers.get_array(), json::value("kubernetes")) ==
      finalizers.get_array().end()) {
    finalizers.get_array().push_back("kubernetes");
  }
}

void prepare_update(json::object& fresh, const json::object& old, AddressPool& /*addresses*/,
                    FieldErrors& /*errors*/) {
  copy_member(ensure_object(fresh, "spec"), object_at(old, "spec"), "finalizers");
}

void validate(const json::object& object, FieldErrors& errors) {
  const FieldPath path = "spec.finalizers";
  for (const std::string& name : texts_at(object, {"spec", "finalizers"})) {
    errors.invalid(path, name, check_label_key(name));
    if (name.find('/') != name.npos || name == "kubernetes" || name == "orphan" ||
        name == "foregroundDeletion") {
      continue;
    }
    errors.invalid(path, name,
                   "name is neither a standard finalizer name nor is it fully qualified");
  }
}

void validate_status_update(const json::object& fresh, const json::object& old,
                            FieldErrors& errors) {
  const std::string_view phase = text_at(fresh, {"status", "phase"});
  if (!is_terminating(old) && phase != "Active") {
    errors.invalid("status.Phase", phase, "may only be 'Active' if `deletionTimestamp` is empty");
  } else if (is_terminating(old) && phase != "Terminating") {
    errors.invalid("status.Phase", phase,
                   "may only be 'Terminating' if `deletionTimestamp` is not empty");
  }
}

std::string field_value(const json::object& object, std::string_view /*field*/) {
  return std::string(text_at(object, {"status", "phase"}));
}

constexpr std::string_view fields[] = {"status.phase"};

}  // namespace

const KindRules namespace_rules{.check_name = &check_namespace_name,
                                .answers_deleted_object = true,
                                .finalizers_in_spec = true,
                                .checks_new_metadata_on_update = true,
                                .generation = Generation::none,
                                .field_labels = {.names = fields,
                                                 .refusal = FieldLabels::Refusal::plain,
                                                 .has_namespace = false},
                                .set_defaults = &set_defaults,
                                .prepare_create = &prepare_create,
                                .prepare_update = &prepare_update,
                                .canonicalize = &label_with_name,
                                .validate = &validate,
                                .validate_status_update = &validate_status_update,
                                .field_value = &field_value};

}  // namespace k8s::testing::fake
