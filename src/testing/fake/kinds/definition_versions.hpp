#pragma once

#include "testing/fake/field_error.hpp"

// What a CustomResourceDefinition says of its versions. Part by part, what all of them have in
// common is told of the definition as a whole.

namespace k8s::testing::fake {

void validate_versions(const json::object& spec, FieldErrors& errors);
/// The parts that all versions have in common.
void validate_common_parts(const json::object& spec, FieldErrors& errors);

}  // namespace k8s::testing::fake
