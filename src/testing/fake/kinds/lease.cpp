// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/lease-v1/

#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/part.hpp"

namespace k8s::testing::fake {
namespace {

void validate(const json::object& lease, FieldErrors& errors) {
  const Part spec{object_at(lease, "spec"), "spec", errors};
  spec.in_range("leaseDurationSeconds", 1, std::numeric_limits<std::int32_t>::max(),
                "must be greater than 0");
  spec.not_negative("leaseTransitions");
  const std::string_view strategy = spec.text("strategy");
  if (spec.has("strategy")) {
    // The server's path has the name twice.
    const FieldPath path = spec.at("strategy").child("strategy");
    if (strategy.find('/') != strategy.npos) {
      errors.invalid(path, strategy, check_label_key(strategy));
    } else if (strategy != "OldestEmulationVersion") {
      errors.not_supported(path, strategy, {"OldestEmulationVersion"});
    }
  }
  if (!spec.text("preferredHolder").empty() && strategy.empty()) {
    spec.forbid("preferredHolder", "may only be specified if `strategy` is defined");
  }
}

}  // namespace

const KindRules lease_rules{.create_on_update = true,
                            .unconditional_update = false,
                            .generation = Generation::none,
                            .validate = &validate};

}  // namespace k8s::testing::fake
