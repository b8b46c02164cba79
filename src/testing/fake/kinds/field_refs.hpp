#pragma once

#include "testing/fake/kinds/part.hpp"

// What a pod is told of itself.
// https://kubernetes.io/docs/concepts/workloads/pods/downward-api/

namespace k8s::testing::fake {

/// A reference to a field of the pod, of those that may be asked for here.
void validate_field_ref(const Part& reference, Part::Choices fields);
/// A reference to an amount of a container.
/// \param in_volume whether the container has to be named
void validate_resource_field_ref(const Part& reference, bool in_volume);

}  // namespace k8s::testing::fake
