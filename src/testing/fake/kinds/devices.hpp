#pragma once

#include <string>
#include <string_view>

#include "testing/fake/kinds/part.hpp"

// What the kinds of resource.k8s.io have in common.
// https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/

namespace k8s::testing::fake {

/// Which device: at most 32 expressions.
void validate_device_selectors(const Part& holder);
/// The driver's own configuration.
void validate_device_configuration(const Part& configuration);
/// What `spec` of a ResourceClaim asks for.
void validate_device_claim(const Part& devices);
/// A name that may have a domain.
/// \param shown_path where the server says that it stands
void validate_qualified_name(std::string_view name, const FieldPath& shown_path,
                             FieldErrors& errors);
/// A list may not be longer than that. Returns whether all is well.
bool validate_count(const Part& holder, std::string_view name, std::size_t most);

/// Fills in the requests of a claim.
void default_device_claim(json::object& spec);

}  // namespace k8s::testing::fake
