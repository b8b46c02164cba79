#include "testing/fake/cel/utf8.hpp"

#include <cstddef>

namespace k8s::testing::fake::cel {
namespace {

constexpr char32_t replacement = 0xFFFD;

bool is_scalar(char32_t character) {
  return character <= 0x10FFFF && (character < 0xD800 || character > 0xDFFF);
}

/// How many bytes a character has that begins with this one; 0 if none does.
std::size_t length_of(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return 2;
  if (first >= 0xE0 && first < 0xF0) return 3;
  return first >= 0xF0 && first < 0xF5 ? 4 : 0;
}

/// Takes a character from the front. \returns whether there was a whole and valid one
bool take_character(std::string_view& text, char32_t& character) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = length_of(first);
  character = replacement;
  const std::string_view whole = text.substr(0, length);
  text.remove_prefix(1);
  if (length == 0 || whole.size() < length) return false;
  char32_t value = length == 1 ? first : first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(whole[i]);
    if ((next & 0xC0U) != 0x80U) return false;
    value = value << 6U | (next & 0x3FU);
  }
  const bool is_overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  if (is_overlong || !is_scalar(value)) return false;
  character = value;
  text.remove_prefix(length - 1);
  return true;
}

}  // namespace

std::u32string to_characters(std::string_view text) {
  std::u32string characters;
  characters.reserve(text.size());
  while (!text.empty()) {
    char32_t character = 0;
    take_character(text, character);
    characters += character;
  }
  return characters;
}

void append_utf8(char32_t character, std::string& out) {
  const char32_t code = is_scalar(character) ? character : replacement;
  const auto add = [&out](char32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xC0U | code >> 6U);
  } else {
    if (code < 0x10000) {
      add(0xE0U | code >> 12U);
    } else {
      add(0xF0U | code >> 18U);
      add(0x80U | (code >> 12U & 0x3FU));
    }
    add(0x80U | (code >> 6U & 0x3FU));
  }
  add(0x80U | (code & 0x3FU));
}

std::string to_utf8(std::u32string_view characters) {
  std::string text;
  for (const char32_t character : characters) append_utf8(character, text);
  return text;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    char32_t character = 0;
    if (!take_character(text, character)) return false;
  }
  return true;
}

}  // namespace k8s::testing::fake::cel
