#pragma once

#include <string>
#include <vector>

#include "testing/fake/cel/expression.hpp"
#include "testing/fake/cel/source.hpp"

namespace k8s::testing::fake::cel {

/// What is wrong with the literals of a checked expression: durations, times and patterns that are
/// none, lists and maps of several types, and what `format` is given.
void check_literals(const Expression& expression, std::vector<Issue>& issues);

/// Why a conversion or a pattern fails whatever the variables are: `int("x")`. Empty if none does.
[[nodiscard]] std::string constant_problem(const Expression& expression);

}  // namespace k8s::testing::fake::cel
