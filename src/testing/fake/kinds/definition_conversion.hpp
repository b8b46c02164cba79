#pragma once

#include "testing/fake/field_error.hpp"

// How a CustomResourceDefinition converts objects between its versions. Webhooks are never called.

namespace k8s::testing::fake {

void validate_conversion(const json::object& conversion, const FieldPath& path,
                         FieldErrors& errors);

}  // namespace k8s::testing::fake
