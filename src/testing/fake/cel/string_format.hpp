#pragma once

#include <span>
#include <string>
#include <string_view>

#include "testing/fake/cel/expression.hpp"
#include "testing/fake/cel/source.hpp"
#include "testing/fake/cel/value.hpp"

namespace k8s::testing::fake::cel {

/// `"%s has %d".format([a, b])`: a text or an error.
/// https://pkg.go.dev/github.com/google/cel-go/ext#Strings
[[nodiscard]] Value format_text(std::string_view text, std::span<const Value> values);

/// What is wrong with the clauses of a text for values that a list literal gives.
/// \param call of `format`, checked
void check_format(const Expression& call, std::vector<Issue>& issues);

}  // namespace k8s::testing::fake::cel
