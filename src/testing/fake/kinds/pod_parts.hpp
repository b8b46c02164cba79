#pragma once

#include <string_view>

#include "testing/fake/field_error.hpp"
#include "testing/fake/object.hpp"

// The subresources of a pod that take a whole pod, of which one part counts.
// https://kubernetes.io/docs/tasks/configure-pod-container/resize-container-resources/
// https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/

namespace k8s::testing::fake {

/// "ephemeralcontainers" and "resize".
[[nodiscard]] bool is_pod_part(std::string_view subresource);

/// Makes an update of that subresource the old pod with the part that counts.
void keep_pod_part(std::string_view subresource, json::object& fresh, const json::object& old);

void validate_pod_part(std::string_view subresource, const json::object& fresh,
                       const json::object& old, FieldErrors& errors);

/// https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
[[nodiscard]] const char* quality_of_service(const json::object& spec);

}  // namespace k8s::testing::fake
