#include "one_line.hpp"

#include <algorithm>
#include <cstdint>

namespace k8s::detail {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";
constexpr std::string_view ellipsis = "\xE2\x80\xA6";

struct Character {
  std::string_view bytes;
  char32_t code = 0;
  bool valid = false;
};

std::uint8_t byte_at(std::string_view text, std::size_t index) {
  return index < text.size() ? static_cast<std::uint8_t>(text[index]) : std::uint8_t{0};
}

/// The first character of `text`, which is not empty; one byte if it is not UTF-8.
Character first_character(std::string_view text) {
  const std::uint8_t lead = byte_at(text, 0);
  if (lead < 0x80) return {text.substr(0, 1), lead, true};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  const Character invalid{text.substr(0, 1), 0, false};
  if (lead < 0xC2 || lead > 0xF4) return invalid;
  char32_t code = lead & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const std::uint8_t byte = byte_at(text, i);
    if ((byte & 0xC0) != 0x80) return invalid;
    code = (code << 6) | (byte & 0x3Fu);
  }
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (overlong || surrogate || code > 0x10FFFF) return invalid;
  return {text.substr(0, length), code, true};
}

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
  while (end > 0 && (byte_at(text, end) & 0xC0) == 0x80) --end;
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
      line += replacement;
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
