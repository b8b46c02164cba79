#include "codec/end_finder.hpp"

#include <initializer_list>
#include <random>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace {

using k8s::codec::EndFinder;

/// The slow and obvious way: how many bytes the value has; npos if it does not end.
std::size_t expected_end(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      return i + 1;
    }
  }
  return std::string::npos;
}

std::size_t end_in_pieces(std::string_view text, std::size_t piece) {
  EndFinder finder;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    // A copy that ends where the piece does, so that reading on is seen by a sanitizer.
    const std::string part(text.substr(at, piece));
    if (const char* end = finder.find(part.data(), part.data() + part.size())) {
      return at + static_cast<std::size_t>(end - part.data());
    }
  }
  return std::string::npos;
}

TEST(EndFinder, FindsTheEndHoweverTheTextIsCut) {
  std::mt19937 random(5);
  const auto one_of = [&random](std::initializer_list<const char*> choices) {
    return *(choices.begin() + random() % choices.size());
  };
  for (int i = 0; i < 5000; ++i) {
    std::string text = "{";
    for (const auto size = random() % 300; text.size() < size;) {
      text += one_of({"{", "}", "[", "]", "{", ",", "\""});
      if (text.back() != '"') continue;
      // Runs of backslashes, which may go over the edge of a block, before all that may follow.
      for (const auto end = text.size() + random() % 20; text.size() < end;) {
        text += one_of({"\\\\", "\\\\", "\\\"", "\\u00e9", "a", "{", "}"});
      }
      text += '"';
    }
    const std::size_t expected = expected_end(text);
    for (const std::size_t piece : {1U, 3U, 63U, 64U, 65U, 1000U}) {
      ASSERT_EQ(end_in_pieces(text, piece), expected) << piece << ' ' << text;
    }
  }
}

TEST(EndFinder, BeginsAnew) {
  EndFinder finder;
  const std::string open = R"({"a":[{"b":"\)";
  EXPECT_EQ(finder.find(open.data(), open.data() + open.size()), nullptr);
  finder.begin();
  const std::string whole = R"({"a":"}"} )";
  EXPECT_EQ(finder.find(whole.data(), whole.data() + whole.size()), whole.data() + 9);
}

}  // namespace
