// https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume-attributes-class-v1/

#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/storage.hpp"

namespace k8s::testing::fake {
namespace {

void validate(const json::object& attributes_class, FieldErrors& errors) {
  const Part part{attributes_class, {}, errors};
  validate_provisioner(part, "driverName");
  validate_parameters(part, false);
}

void validate_update(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  for (const char* const name : {"driverName", "parameters"}) {
    if (same_meaning(find(fresh, name), find(old, name))) continue;
    errors.forbidden(name, "updates to " + std::string(name) + " are forbidden.");
  }
}

}  // namespace

const KindRules volume_attributes_class_rules{.answers_deleted_object = true,
                                              .generation = Generation::none,
                                              .validate = &validate,
                                              .validate_update = &validate_update};

}  // namespace k8s::testing::fake
