#pragma once

#include <string_view>

namespace k8s::testing::fake {

/// Whether a text has a `format` of a schema; every text has one that nobody knows.
[[nodiscard]] bool has_format(std::string_view format, std::string_view text);

}  // namespace k8s::testing::fake
