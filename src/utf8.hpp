#pragma once

#include <string>
#include <string_view>

#include <k8s/export.hpp>

// Characters of UTF-8.

namespace k8s {

/// U+FFFD, which stands for what is no character.
inline constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

struct Character {
  std::string_view bytes{};
  char32_t code = 0xFFFD;
  bool valid = false;  // if not, `bytes` is one byte
};

/// The first character of `text`, which is not empty.
[[nodiscard]] K8S_EXPORT Character first_character(std::string_view text) noexcept;

/// Appends U+FFFD for a code that is no character's, such as half of a surrogate pair.
K8S_EXPORT void append_utf8(char32_t code, std::string& out);

}  // namespace k8s
