#include "testing/fake/json_path.hpp"

#include <string>

#include <gtest/gtest.h>
#include <boost/json.hpp>

namespace k8s::testing::fake {
namespace {

/// What a path leads to in an object, as JSON, with spaces in between.
std::string found(std::string_view path) {
  static const json::value root = json::parse(R"({
    "spec": {"size": 7, "tags": ["a", "b", "c"], "a.b": 1, "it's": 2},
    "metadata": {"annotations": {"example.com/note": "hello"}},
    "status": {"conditions": [
      {"type": "Ready", "status": "True", "count": 1, "limit": 2},
      {"type": "Old", "status": "False", "count": 3, "limit": 3, "reason": "x]"}]}})");
  std::string text;
  for (const json::value* const value : find_json_path(root, path)) {
    text += (text.empty() ? "" : " ") + json::serialize(*value);
  }
  return text;
}

TEST(JsonPath, TakesSlices) {
  EXPECT_EQ(found(".spec.tags[0:2]"), R"("a" "b")");
  EXPECT_EQ(found(".spec.tags[1:]"), R"("b" "c")");
  EXPECT_EQ(found(".spec.tags[:-1]"), R"("a" "b")");
  EXPECT_EQ(found(".spec.tags[-2:9]"), R"("b" "c")");
  EXPECT_EQ(found(".spec.tags[::2]"), R"("a" "c")");
  EXPECT_EQ(found(".spec.tags[2:1]"), "");
  EXPECT_EQ(found(".spec.tags[::0]"), "");
  EXPECT_EQ(found(".spec.tags[a:b]"), "");
  EXPECT_EQ(found(".spec[0:1]"), "");
}

TEST(JsonPath, FollowsNames) {
  EXPECT_EQ(found(".spec.size"), "7");
  EXPECT_EQ(found(".spec['size']"), "7");
  EXPECT_EQ(found(".spec[\"it's\"]"), "2");
  EXPECT_EQ(found(".spec.a\\.b"), "1");
  EXPECT_EQ(found(".metadata.annotations.example\\.com/note"), "\"hello\"");
  EXPECT_EQ(found(".spec.none"), "");
  EXPECT_EQ(found(".spec.size.more"), "");
}

TEST(JsonPath, CountsElements) {
  EXPECT_EQ(found(".spec.tags[0]"), "\"a\"");
  EXPECT_EQ(found(".spec.tags[-1]"), "\"c\"");
  EXPECT_EQ(found(".spec.tags[3]"), "");
  EXPECT_EQ(found(".spec.tags[-4]"), "");
  EXPECT_EQ(found(".spec.size[0]"), "");
  EXPECT_EQ(found(".spec.tags[*]"), R"("a" "b" "c")");
  EXPECT_EQ(found(".status.conditions[*].type"), R"("Ready" "Old")");
  EXPECT_EQ(found(".metadata.annotations.*"), "\"hello\"");
}

TEST(JsonPath, FiltersElements) {
  EXPECT_EQ(found(".status.conditions[?(@.type==\"Ready\")].status"), "\"True\"");
  EXPECT_EQ(found(".status.conditions[?(@.type == 'Old')].status"), "\"False\"");
  EXPECT_EQ(found(".status.conditions[?(@.type!='Old')].type"), "\"Ready\"");
  EXPECT_EQ(found(".status.conditions[?(@.reason)].type"), "\"Old\"");
  EXPECT_EQ(found(".status.conditions[?(@.reason=='x]')].type"), "\"Old\"");
  EXPECT_EQ(found(".status.conditions[?(@.count>2)].type"), "\"Old\"");
  EXPECT_EQ(found(".status.conditions[?(@.count>=3)].type"), "\"Old\"");
  EXPECT_EQ(found(".status.conditions[?(@.count<3)].type"), "\"Ready\"");
  EXPECT_EQ(found(".status.conditions[?(@.count<=1)].type"), "\"Ready\"");
  EXPECT_EQ(found(".status.conditions[?(@.count==@.limit)].type"), "\"Old\"");
  EXPECT_EQ(found(".status.conditions[?(@.type==3)].type"), "");
}

TEST(JsonPath, FindsNothingWhereItDoesNotUnderstand) {
  for (const char* const path :
       {"spec", ".spec..size", ".spec.tags[0", ".spec.", ".spec.tags[?(x)]", "{.spec}", "["}) {
    EXPECT_EQ(found(path), "") << path;
  }
}

}  // namespace
}  // namespace k8s::testing::fake
