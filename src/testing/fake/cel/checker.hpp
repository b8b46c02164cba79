#pragma once

#include <map>
#include <string>
#include <vector>

#include "testing/fake/cel/expression.hpp"
#include "testing/fake/cel/source.hpp"

namespace k8s::testing::fake::cel {

/// The variables of an expression and their types.
using Variables = std::map<std::string, TypePtr, std::less<>>;

/// Finds out the type of every part of an expression, and what names and calls in it mean.
/// \param issues what does not check is appended
void check(Expression& expression, const Variables& variables, std::vector<Issue>& issues);

}  // namespace k8s::testing::fake::cel
