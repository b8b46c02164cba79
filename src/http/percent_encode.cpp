#include "http/percent_encode.hpp"

#include <algorithm>
#include <cstddef>

#include "ascii.hpp"

namespace k8s::detail {
namespace {

bool is_unreserved(char c) noexcept {
  return is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

}  // namespace

void append_percent_encoded(std::string& encoded, std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  while (true) {
    const auto plain =
        static_cast<std::size_t>(std::ranges::find_if_not(text, is_unreserved) - text.begin());
    encoded += text.substr(0, plain);
    if (plain == text.size()) return;
    const auto byte = static_cast<unsigned char>(text[plain]);
    encoded += '%';
    encoded += digits[byte >> 4];
    encoded += digits[byte & 0x0F];
    text.remove_prefix(plain + 1);
  }
}

}  // namespace k8s::detail
