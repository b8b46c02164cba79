#include <k8s/raw_json.hpp>

#include <sstream>

#include <gtest/gtest.h>
#include <k8s/error.hpp>

namespace {

using k8s::RawJson;

TEST(RawJson, KeepsItsTextLetterForLetter) {
  EXPECT_EQ(RawJson(R"( {"b": 1.0, "a": 1e400} )").text(), R"( {"b": 1.0, "a": 1e400} )");
  std::ostringstream out;
  out << RawJson("[1]");
  EXPECT_EQ(out.str(), "[1]");
}

TEST(RawJson, IsUnsetAtFirstWhichIsNotNull) {
  EXPECT_FALSE(RawJson());
  EXPECT_EQ(RawJson().text(), "");
  EXPECT_TRUE(RawJson("null"));
  EXPECT_NE(RawJson(), RawJson("null"));
  RawJson json("1");
  json.reset();
  EXPECT_EQ(json, RawJson());
}

TEST(RawJson, ComparesByValue) {
  EXPECT_EQ(RawJson(R"({"a": 1, "b": "\u0041"})"), RawJson(R"({"b":"A","a":1})"));
  EXPECT_NE(RawJson("[1,2]"), RawJson("[2,1]"));
  EXPECT_NE(RawJson("1"), RawJson("\"1\""));
  EXPECT_EQ(RawJson("1e9999999999"), RawJson("1e9999999999"));
  EXPECT_NE(RawJson("1e9999999999"), RawJson("2e9999999999"));
}

TEST(RawJson, SaysWhereTextIsNoJson) {
  try {
    (void)RawJson(R"({"a":[1,{"b":tru}]})");
    ADD_FAILURE();
  } catch (const k8s::DecodeError& error) {
    EXPECT_EQ(error.path(), "$.a[1].b");
    EXPECT_EQ(error.offset(), 16U);
  }
  EXPECT_THROW((void)RawJson(""), k8s::DecodeError);
  EXPECT_THROW((void)RawJson("1 2"), k8s::DecodeError);
}

}  // namespace
