#include "testing/fake/go_json.hpp"

#include <string>

#include <gtest/gtest.h>

namespace k8s::testing::fake {
namespace {

std::string complaint(std::string_view text) {
  try {
    (void)parse_json(text);
  } catch (const JsonError& error) {
    return error.what();
  }
  return "none";
}

std::string round_trip(std::string_view text) {
  return to_text(parse_json(text).value);
}

TEST(GoJson, ReadsWhatItWrites) {
  for (const char* const text :
       {"null", "true", "0", "-12", R"("")", "[]", "{}", R"([1,[2,{}],{"a":[]}])",
        R"({"a":{"b":"c"},"d":[true,false,null]})", "9223372036854775807"}) {
    EXPECT_EQ(round_trip(text), text);
  }
}

TEST(GoJson, WritesNumbersAsGoDoes) {
  EXPECT_EQ(round_trip("1.0"), "1");
  EXPECT_EQ(round_trip("1e3"), "1000");
  EXPECT_EQ(round_trip("1.5"), "1.5");
  EXPECT_EQ(round_trip("1e21"), "1e+21");
  EXPECT_EQ(round_trip("0.00000012"), "1.2e-7");
  EXPECT_EQ(round_trip("9223372036854775808"), "9223372036854776000");
  EXPECT_EQ(round_trip("12345678901234567890123"), "1.2345678901234568e+22");
}

TEST(GoJson, EscapesAsGoDoes) {
  EXPECT_EQ(round_trip(R"("<>&\u2028\u0001\n\"\\/")"),
            R"("\u003c\u003e\u0026\u2028\u0001\n\"\\/")");
  EXPECT_EQ(round_trip("\"\xff\""), R"("�")");
  EXPECT_EQ(round_trip(R"("\ud800x")"), R"("�x")");
  EXPECT_EQ(round_trip(R"("\ud83d\ude00")"), R"("😀")");
}

TEST(GoJson, SaysWhatGoSays) {
  EXPECT_EQ(complaint(""), "unexpected end of JSON input");
  EXPECT_EQ(complaint("not"), "invalid character 'o' in literal null (expecting 'u')");
  EXPECT_EQ(complaint("nul"), "invalid character ' ' in literal null (expecting 'l')");
  EXPECT_EQ(complaint(R"({"a":1,})"),
            "invalid character '}' looking for beginning of object key string");
  EXPECT_EQ(complaint(R"({"a" 1})"), "invalid character '1' after object key");
  EXPECT_EQ(complaint(R"({"a":1 2})"), "invalid character '2' after object key:value pair");
  EXPECT_EQ(complaint("[1 2]"), "invalid character '2' after array element");
  EXPECT_EQ(complaint("{} {}"), "invalid character '{' after top-level value");
  EXPECT_EQ(complaint("\"\x01\""), "invalid character '\\x01' in string literal");
  EXPECT_EQ(complaint(R"("\q")"), "invalid character 'q' in string escape code");
  EXPECT_EQ(complaint("-x"), "invalid character 'x' in numeric literal");
  EXPECT_EQ(complaint("\xef\xbb\xbf{}"), "invalid character 'ï' looking for beginning of value");
}

TEST(GoJson, BoundsTheDepth) {
  EXPECT_EQ(complaint(std::string(10000, '[') + std::string(10000, ']')), "none");
  EXPECT_EQ(complaint(std::string(10001, '[')), "invalid character '[' exceeded max depth");
}

TEST(GoJson, MergesMembersThatStandThereTwice) {
  const ParsedJson parsed =
      parse_json(R"({"a":{"x":1,"y":1},"b":1,"a":{"y":2},"b":2,"c":[{"d":1,"d":2}]})");
  EXPECT_EQ(to_text(parsed.value), R"({"a":{"x":1,"y":2},"b":2,"c":[{"d":2}]})");
  EXPECT_EQ(parsed.duplicates, (std::vector<std::string>{"a", "b", "c[0].d"}));
}

TEST(GoJson, IndentsByTwoSpaces) {
  EXPECT_EQ(to_text(parse_json(R"({"a":{},"b":[1,{"c":2}]})").value, Layout::pretty),
            "{\n  \"a\": {},\n  \"b\": [\n    1,\n    {\n      \"c\": 2\n    }\n  ]\n}");
}

TEST(GoQuote, QuotesAsGoDoes) {
  EXPECT_EQ(go_quote("a\"b\\c\n\x01\x7f"), R"("a\"b\\c\n\x01\x7f")");
  EXPECT_EQ(go_quote("ä\xff"), "\"ä\\xff\"");
}

}  // namespace
}  // namespace k8s::testing::fake
