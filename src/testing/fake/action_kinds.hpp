#pragma once

#include <string_view>

#include "testing/fake/resource.hpp"

namespace k8s::testing::fake {

/// The kind of what is created below an object, which none can get: an Eviction, a Binding, a
/// TokenRequest.
/// \param body of the request, which may name an older version of it
[[nodiscard]] Resource action_resource(std::string_view subresource, std::string_view body);

}  // namespace k8s::testing::fake
