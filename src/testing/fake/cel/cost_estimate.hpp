#pragma once

#include <cstdint>
#include <string_view>

#include "testing/fake/cel/expression.hpp"
#include "testing/fake/cel/schema_type.hpp"

namespace k8s::testing::fake::cel {

/// The most that a checked expression can cost for any value of a schema, in CEL's units, as the
/// server estimates it.
/// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#resource-use-by-validation-functions
/// \param root the type of the only variable
/// \param variable its name, if other names, which are of types, count as of no size that is known;
///   else they count as it does
[[nodiscard]] std::uint64_t estimate_cost(const Expression& expression, const SchemaType& root,
                                          std::string_view variable = {});

}  // namespace k8s::testing::fake::cel
