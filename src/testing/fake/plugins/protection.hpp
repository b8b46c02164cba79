#pragma once

#include <string_view>

namespace k8s::testing::fake {

/// The finalizer that keeps objects of a collection while they are in use; empty if there is none.
[[nodiscard]] std::string_view protection_of(std::string_view collection);

}  // namespace k8s::testing::fake
