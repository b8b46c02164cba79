#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "testing/fake/cel/type.hpp"
#include "testing/fake/go_json.hpp"

// What a schema of a custom resource is as a type of CEL.
// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#type-checking

namespace k8s::testing::fake::cel {

struct SchemaType;
using SchemaTypePtr = std::shared_ptr<const SchemaType>;

struct SchemaType {
  TypePtr type{};
  std::map<std::string, SchemaTypePtr, std::less<>> fields{};  // by escaped names
  SchemaTypePtr key{};
  SchemaTypePtr element{};
  /// Whether the member of a map that is named behind a dot is known to be as its elements are.
  bool names_elements = false;
  /// At most so many elements, members or characters; 0 of what has none.
  std::uint64_t most_elements = 0;
  /// In JSON, in bytes.
  std::int64_t least_size = 0;
};

/// \param is_resource whether the value is a whole object, with apiVersion, kind and metadata
/// \param name what messages call the type of an object
/// \returns null for what expressions do not see
[[nodiscard]] SchemaTypePtr schema_type(const json::object& schema, bool is_resource,
                                        const std::string& name);

/// The schema with the members that every whole object has.
[[nodiscard]] json::object with_type_and_metadata(const json::object& schema);

/// How an expression names a member: `a__dash__b`; nothing if it cannot.
[[nodiscard]] std::optional<std::string> escape_name(std::string_view name);

/// The largest request, in bytes, by which what has no limit is estimated.
constexpr std::int64_t largest_request = 3 * 1024 * 1024;

}  // namespace k8s::testing::fake::cel
