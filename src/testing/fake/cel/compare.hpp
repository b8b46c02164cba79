#pragma once

#include "testing/fake/cel/value.hpp"

namespace k8s::testing::fake::cel {

/// `a == b`: a bool, or an error that stood in one of them. Numbers are compared across types;
/// values of other types are different.
[[nodiscard]] Value equal(const Value& a, const Value& b);
[[nodiscard]] bool is_equal(const Value& a, const Value& b);

/// -1, 0 or 1 as an int, or an error if they have no order.
[[nodiscard]] Value compare(const Value& a, const Value& b);

/// Below, the same or above.
[[nodiscard]] int compare(const Semver& a, const Semver& b);

/// `element in container`.
[[nodiscard]] Value contains(const Value& container, const Value& element);
/// The same of a list, which does not tell errors.
[[nodiscard]] bool has_element(const List& list, const Value& element);

/// The identity of an element of a list that is a map by keys, within that list.
[[nodiscard]] bool same_keys(const List& list, const Value& a, const Value& b);

}  // namespace k8s::testing::fake::cel
