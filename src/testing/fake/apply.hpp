#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/managed_fields.hpp"
#include "testing/fake/options.hpp"
#include "testing/fake/resource.hpp"

namespace k8s::testing::fake {

/// What an object is once somebody has applied a configuration to it: decoded, with defaults,
/// without managedFields.
/// \param live the object as it is, without managedFields; an empty one of its kind if it is new
/// \param managers who manages its fields; afterwards, who does then
/// \throws Refusal
[[nodiscard]] json::object apply_configuration(const Resource& resource, std::string_view body,
                                               const json::object& live, ManagedFields& managers,
                                               const FieldRules& rules, const Writer& writer,
                                               const WriteOptions& options,
                                               std::vector<std::string>& warnings,
                                               const ResourceRegistry& resources);

/// What every object of a kind has before anything is said of it.
[[nodiscard]] json::object empty_object(const Resource& resource);

}  // namespace k8s::testing::fake
