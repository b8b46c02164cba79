#pragma once

#include <string_view>

#include "testing/fake/cel/value.hpp"

namespace k8s::testing::fake::cel {

/// `a + b` and the like. Integers do not wrap round: they are errors beyond their range.
[[nodiscard]] Value add(const Value& a, const Value& b);
[[nodiscard]] Value subtract(const Value& a, const Value& b);
[[nodiscard]] Value multiply(const Value& a, const Value& b);
[[nodiscard]] Value divide(const Value& a, const Value& b);
[[nodiscard]] Value modulo(const Value& a, const Value& b);
[[nodiscard]] Value negate(const Value& value);

/// The two lists one after the other; where the first is a set, or a map by keys, the union.
[[nodiscard]] Value concatenate(const List& a, const List& b);

}  // namespace k8s::testing::fake::cel
