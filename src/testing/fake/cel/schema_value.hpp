#pragma once

#include "testing/fake/cel/value.hpp"

namespace k8s::testing::fake::cel {

/// A value of a custom resource as an expression sees it by its schema.
/// \param is_resource whether it is a whole object, with apiVersion, kind and metadata
[[nodiscard]] Value schema_value(const json::value& value, const json::object& schema,
                                 bool is_resource);

}  // namespace k8s::testing::fake::cel
