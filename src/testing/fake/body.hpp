#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <k8s/http.hpp>

#include "testing/fake/options.hpp"
#include "testing/fake/resource.hpp"

namespace k8s::testing::fake {

/// Reads the object in a request's body as the server does: its kind, its types, its unknown and
/// duplicate members, its defaults.
/// \param warnings of members that are unknown or stand there twice
/// \throws Refusal
[[nodiscard]] json::object read_object(const Resource& resource, std::string_view body,
                                       FieldValidation validation,
                                       std::vector<std::string>& warnings,
                                       const ResourceRegistry& resources);

/// Refuses a body that the server would not take for JSON. \throws Refusal
void check_content_type(const Headers& headers);

}  // namespace k8s::testing::fake
