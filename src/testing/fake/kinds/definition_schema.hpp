#pragma once

#include <string>
#include <vector>

#include "testing/fake/field_error.hpp"

// What a CustomResourceDefinition may say in an `openAPIV3Schema`: structural schemas.
// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema

namespace k8s::testing::fake {

/// \param path of the schema
/// \param has_status whether the version has the subresource status
void validate_definition_schema(const json::object& schema, const FieldPath& path, bool has_status,
                                FieldErrors& errors);

/// Appends a warning of each format that the server does not know, unless it is there already.
void warn_of_formats(const json::object& schema, std::vector<std::string>& warnings);

/// The part of the schema that a simple path (".spec.size") leads to; null if there is none.
[[nodiscard]] const json::object* schema_at_path(const json::object& schema, std::string_view path);

}  // namespace k8s::testing::fake
