#pragma once

#include <optional>
#include <string_view>

#include "testing/fake/field_error.hpp"

namespace k8s::testing::fake {

/// Reads the `fieldPath` of a rule, such as `.spec.labels['a/b']`, below a value of a schema.
/// \returns nothing if it leads to no field of the schema
[[nodiscard]] std::optional<FieldPath> parse_rule_path(std::string_view path,
                                                       const json::object& schema);

}  // namespace k8s::testing::fake
