#pragma once

#include <string>
#include <string_view>

#include "testing/fake/managed_fields.hpp"
#include "testing/fake/resource.hpp"

// How the writes of the API note in metadata.managedFields what they write.

namespace k8s::testing::fake {

/// What a kind's fields are merged by. Reference stays good while the resource is registered.
[[nodiscard]] const MergeType& merge_type_of(const Resource& resource);

/// The fields of a kind, and what a write through a subresource leaves alone.
[[nodiscard]] FieldRules field_rules(const Resource& resource, std::string_view subresource);

/// The object without its managedFields.
[[nodiscard]] json::object without_managers(json::object object);
void set_managers(json::object& object, const ManagedFields& managers);

/// Notes a write in the new object's managedFields.
/// \param before the object as it was, with its managedFields; what an empty object of the kind has
///     if it is new
/// \param written the new object in the form in which objects are stored
/// \param after the new object as it came; its own managedFields count, if it has any
void note_write(const json::object& before, const json::object& written, json::object& after,
                const FieldRules& rules, const Writer& writer);

}  // namespace k8s::testing::fake
