#pragma once

#include <string_view>

#include "testing/fake/go_json.hpp"

// How the rules of custom resources reach into an `openAPIV3Schema`.
// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/

namespace k8s::testing::fake {

[[nodiscard]] bool preserves_unknown(const json::object& schema);
/// Whether the value is a whole object, with apiVersion, kind and metadata.
[[nodiscard]] bool is_resource(const json::object& schema);
/// Whether the object has that member for being a whole one, whatever its schema says.
[[nodiscard]] bool is_type_member(std::string_view name);
[[nodiscard]] bool is_int_or_string(const json::object& schema);

/// The schema of that name within a schema; null if there is none.
[[nodiscard]] const json::object* schema_at(const json::object& schema, std::string_view name);
/// The schema of a member; null if there is none.
[[nodiscard]] const json::object* member_schema(const json::object& schema, std::string_view name);

}  // namespace k8s::testing::fake
