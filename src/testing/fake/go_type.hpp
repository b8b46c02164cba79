#pragma once

#include <string_view>

#include "testing/fake/go_json.hpp"

namespace k8s::testing::fake {

/// The type that Go gives a value that it has decoded: `map[string]interface {}`.
[[nodiscard]] std::string_view go_type(const json::value& value);

}  // namespace k8s::testing::fake
