#pragma once

#include <vector>

#include "testing/fake/object.hpp"

namespace k8s::testing::fake {

/// The ComponentStatuses, which the server makes when it is asked: all is well with the components
/// of a cluster.
/// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/component-status-v1/
[[nodiscard]] std::vector<ObjectPtr> component_statuses();

}  // namespace k8s::testing::fake
