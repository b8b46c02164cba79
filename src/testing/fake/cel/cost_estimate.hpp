#pragma once

#include <cstdint>

#include "testing/fake/cel/expression.hpp"
#include "testing/fake/cel/schema_type.hpp"

namespace k8s::testing::fake::cel {

/// The most that a checked expression can cost for any value of a schema, in CEL's units, as the
/// server estimates it.
/// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#resource-use-by-validation-functions
/// \param root the type of the only variable
[[nodiscard]] std::uint64_t estimate_cost(const Expression& expression, const SchemaType& root);

}  // namespace k8s::testing::fake::cel
