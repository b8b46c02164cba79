// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/device-class-v1/

#include "testing/fake/kinds/devices.hpp"
#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/resources.hpp"

namespace k8s::testing::fake {
namespace {

void validate(const json::object& device_class, FieldErrors& errors) {
  constexpr std::size_t most = 32;
  const Part spec{object_at(device_class, "spec"), "spec", errors};
  validate_device_selectors(spec);
  if (validate_count(spec, "config", most)) spec.each("config", &validate_device_configuration);
  if (spec.has("extendedResourceName") &&
      !is_extended_resource(spec.text("extendedResourceName"))) {
    errors.invalid(spec.at("extendedResourceName"), spec.text("extendedResourceName"),
                   "must be a valid extended resource name");
  }
}

}  // namespace

const KindRules device_class_rules{.answers_deleted_object = true, .validate = &validate};

}  // namespace k8s::testing::fake
