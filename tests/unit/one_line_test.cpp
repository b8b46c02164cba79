#include "one_line.hpp"

#include <string>

#include <gtest/gtest.h>

namespace k8s::detail {
namespace {

TEST(OneLineTest, KeepsOrdinaryTextInAnyLanguage) {
  const std::string text = "Größe «10 ключей» 漢字 🚢";
  EXPECT_EQ(one_line(text, 2000), text);
}

TEST(OneLineTest, LineBreaksAndTabsBecomeOneSpace) {
  EXPECT_EQ(one_line("\n406: Not Acceptable\r\n\r\n\tAvailable:  a\xE2\x80\xA8"
                     "b\n",
                     2000),
            "406: Not Acceptable Available: a b");
}

TEST(OneLineTest, TerminalEscapesAndReorderingVanish) {
  EXPECT_EQ(one_line("a\x1B[31mred\x07\x7F \xC2\x9B"
                     "31m \xE2\x80\xAEtxet",
                     2000),
            "a[31mred 31m txet");
  EXPECT_EQ(one_line(std::string_view("a\0b", 3), 2000), "ab");
}

TEST(OneLineTest, WhatIsNoUtf8IsReplaced) {
  EXPECT_EQ(one_line("a\xFFz", 2000), "a\uFFFDz");
  EXPECT_EQ(one_line("\xC3", 2000), "\uFFFD");
  EXPECT_EQ(one_line("\xC0\xAF", 2000), "\uFFFD\uFFFD");                      // overlong
  EXPECT_EQ(one_line("\xED\xA0\x80", 2000), "\uFFFD\uFFFD\uFFFD");            // a surrogate
  EXPECT_EQ(one_line("\xF4\x90\x80\x80", 2000), "\uFFFD\uFFFD\uFFFD\uFFFD");  // beyond U+10FFFF
}

TEST(OneLineTest, LongTextIsCutBetweenCharacters) {
  EXPECT_EQ(one_line("0123456789", 10), "0123456789");
  EXPECT_EQ(one_line("0123456789A", 10), "0123456…");
  EXPECT_EQ(one_line("012345ßßßß", 10), "012345…");
  for (std::size_t max = 3; max < 40; ++max) {
    const std::string line = one_line("🚢🚢🚢🚢🚢🚢🚢🚢🚢🚢🚢🚢🚢🚢🚢", max);
    EXPECT_LE(line.size(), max);
    EXPECT_EQ(line, one_line(line, max)) << "cut inside of a character at " << max;
  }
}

}  // namespace
}  // namespace k8s::detail
