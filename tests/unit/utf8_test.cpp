#include "utf8.hpp"

#include <string>

#include <gtest/gtest.h>

namespace k8s {
namespace {

TEST(Utf8, CharactersAreTakenFromTheFront) {
  const struct {
    std::string_view text;
    std::size_t bytes;
    char32_t code;
  } cases[] = {
      {"ab", 1, 'a'},
      {"\xC2\x80", 2, 0x80},
      {"\xDF\xBF!", 2, 0x7FF},
      {"\xE0\xA0\x80", 3, 0x800},
      {"\xEF\xBF\xBF", 3, 0xFFFF},
      {"\xF0\x90\x80\x80", 4, 0x10000},
      {"\xF4\x8F\xBF\xBF", 4, 0x10FFFF},
  };
  for (const auto& [text, bytes, code] : cases) {
    const Character character = first_character(text);
    EXPECT_TRUE(character.valid) << text;
    EXPECT_EQ(character.bytes, text.substr(0, bytes));
    EXPECT_EQ(character.code, code);
    std::string again;
    append_utf8(code, again);
    EXPECT_EQ(again, text.substr(0, bytes));
  }
}

TEST(Utf8, WhatIsNoCharacterIsOneByteEach) {
  for (const std::string_view text : {
           "\x80",              // begins none
           "\xC2",              // half of one
           "\xE2\x82",          // two thirds of one
           "\xE2\x28\xA1",      // broken off
           "\xC0\xAF",          // overlong
           "\xE0\x80\xAF",      // overlong
           "\xF0\x80\x80\xAF",  // overlong
           "\xED\xA0\x80",      // half of a surrogate pair
           "\xF4\x90\x80\x80",  // beyond the last
           "\xF8\x88\x80\x80",
           "\xFF",
       }) {
    const Character character = first_character(text);
    EXPECT_FALSE(character.valid) << text;
    EXPECT_EQ(character.bytes, text.substr(0, 1));
    EXPECT_EQ(character.code, U'\xFFFD');
  }
}

TEST(Utf8, CodesOfNoCharacterAreReplaced) {
  for (const char32_t code : {char32_t{0xD800}, char32_t{0xDFFF}, char32_t{0x110000}}) {
    std::string text;
    append_utf8(code, text);
    EXPECT_EQ(text, replacement_character);
  }
}

}  // namespace
}  // namespace k8s
