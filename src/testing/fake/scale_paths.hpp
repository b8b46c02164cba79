#pragma once

#include "testing/fake/field_error.hpp"
#include "testing/fake/go_json.hpp"

// What a custom object has where its definition says that its Scale stands.
// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#scale-subresource

namespace k8s::testing::fake {

/// \param scale `subresources.scale` of the definition; empty if the object has none
void validate_scale_spec(const json::object& scale, const json::object& object,
                         FieldErrors& errors);
void validate_scale_status(const json::object& scale, const json::object& object,
                           FieldErrors& errors);

}  // namespace k8s::testing::fake
