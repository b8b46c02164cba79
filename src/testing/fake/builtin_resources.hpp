#pragma once

#include <vector>

#include "testing/fake/resource.hpp"

namespace k8s::testing::fake {

/// The kinds of Kubernetes' own that a server with default flags offers.
/// \param with_replica_sets whether ReplicaSets have to be among them, which the controllers of
///     Deployments need though the library may have no model of them
[[nodiscard]] std::vector<Resource> builtin_resources(bool with_replica_sets);

}  // namespace k8s::testing::fake
