#include "testing/fake/cel/code_points.hpp"

#include "utf8.hpp"

namespace k8s::testing::fake::cel {

std::u32string to_characters(std::string_view text) {
  std::u32string characters;
  characters.reserve(text.size());
  while (!text.empty()) {
    const Character character = first_character(text);
    characters += character.code;
    text.remove_prefix(character.bytes.size());
  }
  return characters;
}

std::string to_utf8(std::u32string_view characters) {
  std::string text;
  for (const char32_t character : characters) append_utf8(character, text);
  return text;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const Character character = first_character(text);
    if (!character.valid) return false;
    text.remove_prefix(character.bytes.size());
  }
  return true;
}

}  // namespace k8s::testing::fake::cel
