#pragma once

#include <string>
#include <string_view>

namespace k8s::testing::fake::cel {

/// The code points of a text; U+FFFD for each byte that belongs to none.
[[nodiscard]] std::u32string to_characters(std::string_view text);
[[nodiscard]] std::string to_utf8(std::u32string_view characters);
[[nodiscard]] bool is_utf8(std::string_view text);

}  // namespace k8s::testing::fake::cel
