#pragma once

#include "testing/fake/kinds/container_parts.hpp"

// What a pod asks for and may use as a whole, beside its containers.
// https://kubernetes.io/docs/concepts/workloads/pods/pod-level-resources/

namespace k8s::testing::fake {

/// Requests that are not said are those of the containers together, or the limits.
void default_pod_requests(json::object& spec);

/// \param claims the names of the pod's resource claims
void validate_pod_resources(const Part& spec, const Names& claims);

}  // namespace k8s::testing::fake
