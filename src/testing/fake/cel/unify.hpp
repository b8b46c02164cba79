#pragma once

#include <map>
#include <span>
#include <string>

#include "testing/fake/cel/type.hpp"

// Which types may stand for which, as the reference implementation decides it.

namespace k8s::testing::fake::cel {

/// What the parameters of types stand for so far.
using Substitutions = std::map<std::string, TypePtr, std::less<>>;

/// Whether a value of the second type may stand where the first is wanted. If so, what parameters
/// stand for is noted.
[[nodiscard]] bool is_assignable(Substitutions& substitutions, const TypePtr& to,
                                 const TypePtr& from);
[[nodiscard]] bool are_assignable(Substitutions& substitutions, std::span<const TypePtr> to,
                                  std::span<const TypePtr> from);

/// The type with its parameters replaced by what they stand for.
/// \param free_to_dyn whether those that stand for nothing become dyn
[[nodiscard]] TypePtr substitute(const Substitutions& substitutions, const TypePtr& type,
                                 bool free_to_dyn);

/// The more general one of two types that go together.
[[nodiscard]] TypePtr most_general(const TypePtr& a, const TypePtr& b);

}  // namespace k8s::testing::fake::cel
