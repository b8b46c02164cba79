// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/lease-v1/

#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/part.hpp"

namespace k8s::testing::fake {
namespace {

/// What a server with default flags does not keep.
void drop_disabled(json::object& lease) {
  json::object& spec = ensure_object(lease, "spec");
  spec.erase("strategy");
  spec.erase("preferredHolder");
}

void prepare_create(json::object& lease, AddressPool& /*addresses*/, FieldErrors& /*errors*/) {
  drop_disabled(lease);
}

void prepare_update(json::object& fresh, const json::object& /*old*/, AddressPool& /*addresses*/,
                    FieldErrors& /*errors*/) {
  drop_disabled(fresh);
}

void validate(const json::object& lease, FieldErrors& errors) {
  const Part spec{object_at(lease, "spec"), "spec", errors};
  spec.in_range("leaseDurationSeconds", 1, std::numeric_limits<std::int32_t>::max(),
                "must be greater than 0");
  spec.not_negative("leaseTransitions");
}

}  // namespace

const KindRules lease_rules{.create_on_update = true,
                            .unconditional_update = false,
                            .generation = Generation::none,
                            .prepare_create = &prepare_create,
                            .prepare_update = &prepare_update,
                            .validate = &validate};

}  // namespace k8s::testing::fake
