#include "watch/line_reader.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace k8s::detail {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> lines_of(LineReader& reader) {
  std::vector<std::string> lines;
  while (const auto line = reader.next()) lines.emplace_back(line->text);
  return lines;
}

TEST(LineReader, GivesWholeLinesOnly) {
  LineReader reader(100);
  reader.buffer() += "one\ntwo\nthr";
  EXPECT_THAT(lines_of(reader), ElementsAre("one", "two"));
  reader.buffer() += "ee";
  EXPECT_THAT(lines_of(reader), IsEmpty());
  reader.buffer() += "\n";
  EXPECT_THAT(lines_of(reader), ElementsAre("three"));
}

TEST(LineReader, GivesEmptyLinesToWhoWantsThem) {
  LineReader reader(100, LineReader::Empty::given);
  reader.buffer() += "\none\n\r\n\ntwo\n";
  EXPECT_THAT(lines_of(reader), ElementsAre("", "one", "", "", "two"));
  EXPECT_FALSE(reader.rest().has_value());
}

TEST(LineReader, TakesBothLineEndsAndSkipsEmptyLines) {
  LineReader reader(100);
  reader.buffer() += "one\r\n\r\n\ntwo\r";
  EXPECT_THAT(lines_of(reader), ElementsAre("one"));
  reader.buffer() += "\nthree\n";
  EXPECT_THAT(lines_of(reader), ElementsAre("two", "three"));
}

TEST(LineReader, RestIsWhatWasCutOff) {
  LineReader reader(100);
  reader.buffer() += "one\ntwo";
  EXPECT_THAT(lines_of(reader), ElementsAre("one"));
  const auto rest = reader.rest();
  ASSERT_TRUE(rest.has_value());
  EXPECT_EQ(rest->text, "two");
  EXPECT_FALSE(reader.rest().has_value());
}

TEST(LineReader, NoRestAfterAWholeLine) {
  LineReader reader(100);
  reader.buffer() += "one\n";
  EXPECT_THAT(lines_of(reader), ElementsAre("one"));
  EXPECT_FALSE(reader.rest().has_value());
}

TEST(LineReader, AnyChunkingGivesTheSameLines) {
  const std::vector<std::string> lines = {"a", std::string(20, 'b'), "{\"c\": \"\\n\"}",
                                          "d\xc3\xa4"};
  std::string text;
  for (const auto& line : lines) text += line + (line.size() % 2 == 0 ? "\n" : "\r\n");
  for (std::size_t first = 0; first <= text.size(); ++first) {
    for (std::size_t second = first; second <= text.size(); ++second) {
      LineReader reader(100);
      std::vector<std::string> read;
      for (const auto& chunk :
           {text.substr(0, first), text.substr(first, second - first), text.substr(second)}) {
        reader.buffer() += chunk;
        for (auto& line : lines_of(reader)) read.push_back(std::move(line));
      }
      EXPECT_EQ(read, lines) << first << ' ' << second;
    }
  }
}

TEST(LineReader, OverlongLineIsCutAndTheNextOnesCome) {
  for (const std::size_t chunk : {1U, 3U, 1000U}) {
    LineReader reader(10);
    const std::string text = "short\n" + std::string(100, 'x') + "\r\nexactly_10\nnext\n";
    std::vector<std::pair<std::string, bool>> read;
    for (std::size_t at = 0; at < text.size(); at += chunk) {
      reader.buffer() += text.substr(at, chunk);
      while (const auto line = reader.next()) read.emplace_back(line->text, line->too_long);
      EXPECT_LE(reader.buffer().size(), std::max<std::size_t>(12, chunk)) << "too much was kept";
    }
    EXPECT_THAT(read, ElementsAre(std::pair("short", false), std::pair("xxxxxxxxxx", true),
                                  std::pair("exactly_10", false), std::pair("next", false)));
  }
}

TEST(LineReader, LongestLineMayEndInCrLf) {
  LineReader reader(4);
  for (const char c : std::string("abcd\r\nef\n")) {
    reader.buffer() += c;
    while (const auto line = reader.next()) EXPECT_FALSE(line->too_long) << line->text;
  }
}

}  // namespace
}  // namespace k8s::detail
