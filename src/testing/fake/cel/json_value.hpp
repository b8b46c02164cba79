#pragma once

#include <optional>

#include "testing/fake/cel/value.hpp"

namespace k8s::testing::fake::cel {

/// A value as an expression sees it that knows no schema of it.
[[nodiscard]] Value json_value(const json::value& value);

/// The same the other way round. \returns nothing for what JSON does not have
[[nodiscard]] std::optional<json::value> to_json(const Value& value);

}  // namespace k8s::testing::fake::cel
