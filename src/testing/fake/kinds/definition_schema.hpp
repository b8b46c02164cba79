#pragma once

#include <set>
#include <string>

#include "testing/fake/field_error.hpp"

// What a CustomResourceDefinition may say in an `openAPIV3Schema`: structural schemas.
// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema

namespace k8s::testing::fake {

/// \param path of the schema
/// \param has_status whether the version has the subresource status
void validate_definition_schema(const json::object& schema, const FieldPath& path, bool has_status,
                                FieldErrors& errors);

/// The formats that a server does not know, in the schema and in all parts of it.
[[nodiscard]] std::set<std::string> unknown_formats(const json::object& schema);

/// The part of the schema that a simple path (".spec.size") leads to; null if there is none.
[[nodiscard]] const json::object* schema_at_path(const json::object& schema, std::string_view path);

}  // namespace k8s::testing::fake
