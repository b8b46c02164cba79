#pragma once

#include <string>

#include "testing/fake/field_error.hpp"
#include "testing/fake/go_json.hpp"

namespace k8s::testing::fake {

/// Tells the elements of lists that stand there twice, where a schema says that lists are sets or
/// maps by keys.
void validate_lists(const json::object& schema, const json::value& value, const FieldPath& path,
                    FieldErrors& errors);

}  // namespace k8s::testing::fake
