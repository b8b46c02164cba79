#pragma once

#include <string_view>
#include <vector>

#include "testing/fake/cel/expression.hpp"
#include "testing/fake/cel/source.hpp"

namespace k8s::testing::fake::cel {

/// What only some expressions may use.
struct Extensions {
  bool bindings = false;  // `cel.bind`, which names a value
};

/// Writes out a macro such as `has`, `all` or `map`.
/// \param offset where the call stands
/// \returns null if the call is none
[[nodiscard]] ExpressionPtr expand_macro(const Call& call, std::size_t offset,
                                         const Extensions& extensions, std::vector<Issue>& issues);

}  // namespace k8s::testing::fake::cel
