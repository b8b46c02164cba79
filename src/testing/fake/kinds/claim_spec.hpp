#pragma once

#include "testing/fake/kinds/part.hpp"

// https://kubernetes.io/docs/concepts/storage/persistent-volumes/#persistentvolumeclaims

namespace k8s::testing::fake {

/// A PersistentVolumeClaimSpec.
void validate_claim_spec(const Part& spec);

/// Fills in what every PersistentVolumeClaimSpec gets.
void default_claim_spec(json::object& spec);

}  // namespace k8s::testing::fake
