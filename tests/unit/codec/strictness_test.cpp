// The reader takes exactly what Boost.JSON's strict parser takes.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <boost/json/error.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <k8s/error.hpp>
#include <k8s/json.hpp>

#include "codec/json_generator.hpp"
#include "codec/mutator.hpp"
#include "codec/shapes.hpp"

namespace {

using shapes::Mutator;

std::optional<boost::json::value> parse(std::string_view text) {
  boost::system::error_code error;
  auto value = boost::json::parse({text.data(), text.size()}, error, {}, {.max_depth = 256});
  if (error) return std::nullopt;
  return value;
}

/// Boost.JSON holds no exponent of more than nine digits; such numbers are valid all the same.
bool is_beyond_boost(std::string_view text) {
  boost::system::error_code error;
  boost::json::parse({text.data(), text.size()}, error, {}, {.max_depth = 256});
  return error == boost::json::error::exponent_overflow;
}

bool takes(const std::string& text) {
  try {
    (void)k8s::RawJson(text);
    return true;
  } catch (const k8s::DecodeError&) {
    return false;
  }
}

template <class T>
std::optional<T> decode(const std::string& text) {
  try {
    // A copy that ends where the text does, so that reading on is seen by a sanitizer.
    const std::vector<char> exact(text.begin(), text.end());
    return k8s::from_json<T>({exact.data(), exact.size()});
  } catch (const k8s::DecodeError&) {
    return std::nullopt;
  }
}

TEST(Strictness, MutatedValuesAreTakenOrRefusedAsByBoostJson) {
  shapes::JsonGenerator generator(7);
  Mutator mutator(8);
  int taken = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::string text = mutator.mutate(generator.anything(0));
    if (is_beyond_boost(text)) continue;
    const bool expected = parse(text).has_value();
    ASSERT_EQ(takes(text), expected) << text;
    if (expected) ++taken;
  }
  EXPECT_GT(taken, 1000);  // both answers are common
  EXPECT_LT(taken, 19000);
}

TEST(Strictness, UnknownMembersAreCheckedAsByBoostJson) {
  shapes::JsonGenerator generator(9);
  Mutator mutator(10);
  for (int i = 0; i < 10000; ++i) {
    const std::string text = mutator.mutate("{\"x\":" + generator.anything(0) + ",\"y\":1}");
    if (is_beyond_boost(text)) continue;
    const auto expected = parse(text);
    const auto read = decode<shapes::Plain>(text);
    ASSERT_EQ(read.has_value(), expected.has_value() && expected->is_object()) << text;
    if (!read) continue;
    ASSERT_EQ(parse(k8s::to_json(*read)), expected) << text;
  }
}

TEST(Strictness, MutatedObjectsAreNeverTakenForSomethingElse) {
  shapes::JsonGenerator generator(11);
  Mutator mutator(12);
  int taken = 0;
  for (int i = 0; i < 4000; ++i) {
    const std::string text =
        mutator.mutate(generator.object(k8s_describe(static_cast<shapes::Widget*>(nullptr))));
    if (is_beyond_boost(text)) continue;
    const auto expected = parse(text);
    const auto read = decode<shapes::Widget>(text);
    if (!read) continue;
    ++taken;
    ASSERT_TRUE(expected.has_value()) << text;
    ASSERT_EQ(parse(k8s::to_json(*read)), expected) << text;
  }
  EXPECT_GT(taken, 100);
}

TEST(Strictness, WordsAtTheirEdges) {
  for (const char* text :
       {"0", "-0", "1.5", "1e5", "1E+5", "1e-5", "true", "false", "null", "\"\"", "[]", "{}",
        " [ 1 , 2 ] ", "\"\\u0041\"", "\"\\ud83d\\ude80\"", "\"\x7F\"", "\"\xF4\x8F\xBF\xBF\"",
        "1234567890123456789012345678901234567890", "\"\\b\\f\\n\\r\\t\\\"\\\\\\/\""}) {
    EXPECT_TRUE(parse(text)) << text;
    EXPECT_TRUE(takes(text)) << text;
  }
  for (const char* text : {"",
                           " ",
                           "01",
                           "+1",
                           "1.",
                           ".5",
                           "1e",
                           "1e+",
                           "-",
                           "--1",
                           "0x1",
                           "tru",
                           "nul",
                           "True",
                           "'a'",
                           "\"",
                           "\"\\\"",
                           "\"\\x\"",
                           "\"\\u12\"",
                           "\"\\ud800\"",
                           "\"\\udc00\"",
                           "\"\\ud800\\u0041\"",
                           "\"\n\"",
                           "\"\x01\"",
                           "\"\x80\"",
                           "\"\xC0\x80\"",
                           "\"\xED\xA0\x80\"",
                           "\"\xF4\x90\x80\x80\"",
                           "\"\xE4\xBD\"",
                           "[1,]",
                           "[,1]",
                           "[1 2]",
                           "{\"a\":1,}",
                           "{\"a\"}",
                           "{a:1}",
                           "{\"a\":}",
                           "[",
                           "{",
                           "]",
                           "}",
                           "[}",
                           "{]",
                           "1 2",
                           "[]]",
                           "// x\n1",
                           "NaN",
                           "Infinity",
                           "\xEF\xBB\xBF[]"}) {
    EXPECT_FALSE(parse(text)) << text;
    EXPECT_FALSE(takes(text)) << text;
  }
}

// Of what is kept as text the strings are found in blocks of 64 bytes; this has several.
TEST(Strictness, EachByteOfManagedFieldsCounts) {
  const std::string fields =
      R"({"f:metadata":{"f:labels":{".":{},"f:app":{},"f:pod-template-hash":{}},"f:name":{}},)"
      R"("f:spec":{"k:{\"name\":\"caf\u00e9\"}":{".":{},"f:image":{},"v:é":[1,{},"\\"]},)"
      R"("f:terminationMessagePolicy":{}, "f:terminationGracePeriodSeconds":{},"f:volumes":{}}})";
  for (std::size_t at = 0; at < fields.size(); ++at) {
    const std::string beginning = fields.substr(0, at);
    EXPECT_FALSE(takes(beginning)) << beginning;
    for (const char c : std::string_view("{}[]\",:\\ 1x\n\x80", 13)) {
      std::string text = fields;
      text[at] = c;
      ASSERT_EQ(takes(text), parse(text).has_value()) << text;
    }
  }
  EXPECT_TRUE(takes(fields));
}

TEST(Strictness, ANulEndsNoText) {
  EXPECT_FALSE(takes(std::string("[1]\0", 4)));
  EXPECT_FALSE(takes(std::string("[1\0]", 4)));
  EXPECT_FALSE(takes(std::string("\"a\0b\"", 5)));
}

TEST(Strictness, DepthIsBounded) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(takes(nested(256)));
  EXPECT_TRUE(parse(nested(256)));
  EXPECT_FALSE(takes(nested(257)));
  EXPECT_FALSE(parse(nested(257)));
  EXPECT_FALSE(takes(nested(20000)));

  // Inside of a model it is the whole document that counts.
  EXPECT_TRUE(decode<shapes::Plain>("{\"raw\":" + nested(255) + "}"));
  EXPECT_FALSE(decode<shapes::Plain>("{\"raw\":" + nested(256) + "}"));
  EXPECT_TRUE(decode<shapes::Plain>("{\"x\":" + nested(255) + "}"));
  EXPECT_FALSE(decode<shapes::Plain>("{\"x\":" + nested(256) + "}"));

  std::string tree = "{}";
  for (int i = 1; i < 256; ++i) tree = "{\"not\":" + tree + "}";
  EXPECT_TRUE(decode<shapes::Tree>(tree));
  EXPECT_FALSE(decode<shapes::Tree>("{\"not\":" + tree + "}"));
}

}  // namespace
