#include "codec/field_set.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "codec/mutator.hpp"

namespace {

/// How many bytes at the beginning of the text are a field set.
std::optional<std::size_t> set_size(std::string_view text, int depth = 0) {
  // A copy that ends where the text does, so that reading on is seen by a sanitizer.
  const std::vector<char> exact(text.begin(), text.end());
  const char* const begin = exact.data();
  const char* const behind = k8s::codec::skip_field_set(begin, begin + exact.size(), depth);
  if (behind == nullptr) return std::nullopt;
  return static_cast<std::size_t>(behind - begin);
}

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  std::string set(int depth) {
    std::string text = "{";
    for (std::size_t count = depth == 0 ? 1 + below(20) : below(5); count > 0; --count) {
      text += name() + ':' + (depth < 6 && below(3) == 0 ? set(depth + 1) : "{}");
      if (count > 1) text += ',';
    }
    return text + '}';
  }

 private:
  std::size_t below(std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_);
  }

  std::string name() {
    std::string text = "\"";
    for (std::size_t count = below(12); count > 0; --count) {
      static constexpr const char* parts[] = {"f:name", "{", "}", ":{},", "\\\"", "\\\\", "a"};
      text += parts[below(std::size(parts))];
    }
    return text + '"';
  }

  std::mt19937 random_;
};

bool has_objects_alone(const boost::json::value& value) {
  return value.is_object() &&
         std::ranges::all_of(value.get_object(), [](const boost::json::key_value_pair& member) {
           return has_objects_alone(member.value());
         });
}

TEST(FieldSet, EndsWhereItsLastBracketStands) {
  Generator generator(3);
  for (int i = 0; i < 3000; ++i) {
    const std::string set = generator.set(0);
    for (const char* const behind : {"", ",\"x\":{}}", "}", "{}", "\"", "\\", "\xff", " x"}) {
      ASSERT_EQ(set_size(set + behind), set.size()) << set << behind;
    }
    ASSERT_EQ(set_size(set.substr(0, set.size() - 1)), std::nullopt) << set;
  }
}

TEST(FieldSet, WhatIsTakenForOneIsOne) {
  Generator generator(4);
  shapes::Mutator mutator(5);
  int taken = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::string text = mutator.mutate(generator.set(0)) + ",\"more\":{}}";
    if (!text.starts_with('{')) continue;
    const auto size = set_size(text);
    if (!size) continue;
    ++taken;
    boost::system::error_code error;
    const auto value = boost::json::parse(text.substr(0, *size), error);
    ASSERT_FALSE(error) << text;
    ASSERT_TRUE(has_objects_alone(value)) << text;
  }
  EXPECT_GT(taken, 1000);
}

TEST(FieldSet, LeavesEverythingElseToOthers) {
  for (const char* text :
       {"{}", "{", "{\"a\":1}", "{\"a\":[]}", "{\"a\": {}}", "{ \"a\":{}}", "{\"a\":{},}",
        "{,\"a\":{}}", "{\"a\"{}}", "{\"a\":{}\"b\":{}}", "{:{}}", "{\"a\\u0041\":{}}",
        "{\"\xC3\xA9\":{}}", "{\"a\n\":{}}", "{\"a\":{}]", "{\"a\"}"}) {
    EXPECT_EQ(set_size(text), std::nullopt) << text;
  }
}

TEST(FieldSet, IsNoDeeperThanObjectsMayStand) {
  const auto nested = [](std::size_t depth) {
    std::string text;
    for (std::size_t i = 1; i < depth; ++i) text += "{\"a\":";
    return text + "{}" + std::string(depth - 1, '}');
  };
  EXPECT_EQ(set_size(nested(100)), nested(100).size());
  EXPECT_EQ(set_size(nested(100), 200), std::nullopt);
  EXPECT_EQ(set_size(nested(257)), std::nullopt);
}

}  // namespace
