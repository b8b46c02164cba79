#pragma once

#include <string_view>
#include <vector>

#include "testing/fake/cel/expression.hpp"
#include "testing/fake/cel/macro.hpp"
#include "testing/fake/cel/source.hpp"

namespace k8s::testing::fake::cel {

/// Reads an expression, with its macros written out.
/// https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax
/// \param issues what is wrong is appended; what is returned then is of no use
[[nodiscard]] ExpressionPtr parse(std::string_view source, const Extensions& extensions,
                                  std::vector<Issue>& issues);

}  // namespace k8s::testing::fake::cel
