#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace k8s::testing::fake::cel {

struct TextLiteral {
  std::string text{};
  std::string problem{};  // empty if there is none
};

/// What a literal of text or bytes stands for: without its quotes and with its escapes resolved.
/// \param literal with quotes, and r before them if it is raw
/// \param is_bytes whether `\xff` is a byte, not a character
[[nodiscard]] TextLiteral read_text_literal(std::string_view literal, bool is_bytes);

}  // namespace k8s::testing::fake::cel
