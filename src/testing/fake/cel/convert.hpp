#pragma once

#include <optional>
#include <string_view>

#include "testing/fake/cel/value.hpp"

// The conversions between the types of CEL: `int("1")`, `string(1.5)`. What has no such conversion
// is an error.

namespace k8s::testing::fake::cel {

[[nodiscard]] Value to_bool(const Value& value);
[[nodiscard]] Value to_bytes(const Value& value);
[[nodiscard]] Value to_double(const Value& value);
[[nodiscard]] Value to_duration(const Value& value);
[[nodiscard]] Value to_int(const Value& value);
[[nodiscard]] Value to_string(const Value& value);
[[nodiscard]] Value to_timestamp(const Value& value);
[[nodiscard]] Value to_uint(const Value& value);

/// `value` as an index into a list; an error if it is no whole number.
[[nodiscard]] std::variant<std::int64_t, Error> to_index(const Value& value);

/// As Go's strconv.ParseFloat.
[[nodiscard]] std::optional<double> parse_double(std::string_view text);

}  // namespace k8s::testing::fake::cel
