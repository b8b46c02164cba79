#include <gtest/gtest.h>
#include <k8s/json.hpp>

#include "codec/shapes.hpp"

namespace {

using k8s::from_json;
using k8s::wire_equal;
using namespace shapes;

TEST(Equality, ComparesMembersAndUnknownMembers) {
  EXPECT_EQ((Plain{.text = "a", .list = {"b"}}), (Plain{.text = "a", .list = {"b"}}));
  EXPECT_NE(Plain{.text = "a"}, Plain{.text = "b"});
  EXPECT_NE(Plain{}, from_json<Plain>(R"({"new":1})"));
  EXPECT_NE(from_json<Plain>(R"({"new":1})"), from_json<Plain>(R"({"new":2})"));
  EXPECT_NE(from_json<Plain>(R"({"new":1})"), from_json<Plain>(R"({"newer":1})"));
  EXPECT_EQ(from_json<Plain>(R"({"a":{"x":1,"y":2},"b":2})"),
            from_json<Plain>(R"({"b":2,"a":{"y":2, "x":1}})"));
  EXPECT_NE(Optional{}, Optional{.small = 0});
  EXPECT_NE(Optional{}, Optional{.box = Plain{}});
  EXPECT_NE(Tree{.not_ = Tree{.namespace_ = "a"}}, Tree{.not_ = Tree{.namespace_ = "b"}});
}

TEST(Equality, DoesNotCountPresenceNullAndSpelling) {
  const struct {
    const char* a;
    const char* b;
  } cases[] = {
      {R"({"flag":false,"list":[]})", "{}"},
      {R"({"flag":null,"raw":null})", "{}"},
      {R"({"large":1.0})", R"({"large":1})"},
      {R"({"time":"2026-11-21T12:02:55+01:00"})", R"({"time":"2026-11-21T11:02:55Z"})"},
      {R"({"quantity":"1000m"})", R"({"quantity":"1"})"},
      {R"({"raw":{"a": 1}})", R"({"raw":{"a":1}})"},
  };
  for (const auto& each : cases) {
    EXPECT_EQ(from_json<Plain>(each.a), from_json<Plain>(each.b)) << each.a;
    EXPECT_FALSE(wire_equal(from_json<Plain>(each.a), from_json<Plain>(each.b))) << each.a;
  }
}

TEST(Equality, DoesNotCountWhereAnObjectCameFrom) {
  EXPECT_EQ(from_json<Widget>(R"({"metadata":{"name":"w"}})"), Widget({.name = "w"}));
}

}  // namespace
