// https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/csi-storage-capacity-v1/

#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/part.hpp"

namespace k8s::testing::fake {
namespace {

void validate(const json::object& capacity, FieldErrors& errors) {
  (void)validate_label_selector(object_at(capacity, "nodeTopology"), "nodeTopology", errors);
  const std::string_view name = text_at(capacity, "storageClassName");
  errors.invalid("storageClassName", name, check_dns_subdomain(name));
  if (const auto amount = quantity_at(capacity, "capacity"); amount && *amount < Quantity(0)) {
    errors.invalid("capacity", shown(*amount), "must be greater than or equal to 0");
  }
}

void validate_update(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  for (const char* const name : {"nodeTopology", "storageClassName"}) {
    validate_immutable(fresh, old, name, name, errors);
  }
}

}  // namespace

const KindRules csi_storage_capacity_rules{.unconditional_update = false,
                                           .generation = Generation::none,
                                           .validate = &validate,
                                           .validate_update = &validate_update};

}  // namespace k8s::testing::fake
