#include "one_line.hpp"

#include <algorithm>

#include "utf8.hpp"

namespace k8s::detail {
namespace {

constexpr std::string_view ellipsis = "\xE2\x80\xA6";

bool is_space(char32_t code) {
  return code == ' ' || (code >= '\t' && code <= '\r') || code == 0x85 || code == 0x2028 ||
         code == 0x2029;
}

/// Control characters, and those that make a terminal show text in another order.
bool is_hidden(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x200E || code == 0x200F ||
         (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF;
}

void cut(std::string& text, std::size_t max_bytes) {
  std::size_t end = max_bytes - std::min(max_bytes, ellipsis.size());
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) --end;
  text.resize(end);
  if (max_bytes >= ellipsis.size()) text += ellipsis;
}

}  // namespace

std::string one_line(std::string_view text, std::size_t max_bytes) {
  std::string line;
  line.reserve(std::min(text.size(), max_bytes));
  while (!text.empty() && line.size() <= max_bytes) {
    const Character character = first_character(text);
    text.remove_prefix(character.bytes.size());
    if (!character.valid) {
      line += replacement_character;
    } else if (is_space(character.code)) {
      if (!line.empty() && line.back() != ' ') line += ' ';
    } else if (!is_hidden(character.code)) {
      line += character.bytes;
    }
  }
  if (line.size() > max_bytes) cut(line, max_bytes);
  while (line.ends_with(' ')) line.pop_back();
  return line;
}

}  // namespace k8s::detail
