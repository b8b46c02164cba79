// get_or_create: what a wanted object gives is set on the stored one.

#include <string>

#include <gtest/gtest.h>
#include <k8s/json.hpp>

#include "codec/codec.hpp"
#include "codec/shapes.hpp"

namespace {

using k8s::from_json;
using k8s::mark_present;
using k8s::to_json;
using k8s::codec::merge;
using namespace shapes;

template <class T>
T merged(const T& given, T onto) {
  merge(k8s_describe(&given), &given, &onto);
  return onto;
}

TEST(Merge, SetsWhatIsGivenAndLeavesTheRest) {
  const Plain stored{.flag = true, .small = 1, .text = "old", .quantity = "1"};
  EXPECT_EQ(merged(Plain{.text = "new"}, stored),
            (Plain{.flag = true, .small = 1, .text = "new", .quantity = "1"}));
  EXPECT_EQ(merged(Plain{}, stored), stored);
}

TEST(Merge, APresentOptionalIsGivenZeroOrNot) {
  EXPECT_EQ(
      merged(Optional{.flag = false, .small = 0}, Optional{.flag = true, .small = 3, .large = 4}),
      (Optional{.flag = false, .small = 0, .large = 4}));
}

TEST(Merge, StructsAreMergedListsAndMapsReplaced) {
  Widget stored;
  stored.spec.plain = {.small = 1, .list = {"a", "b"}, .map = {{"a", "1"}, {"b", "2"}}};
  stored.spec.required = Required{.text = "kept", .number = 1};
  Widget given;
  given.spec.plain = {.list = {"c"}, .map = {{"c", "3"}}};
  given.spec.required = Required{.number = 2};
  const Widget result = merged(given, stored);
  EXPECT_EQ(result.spec.plain, (Plain{.small = 1, .list = {"c"}, .map = {{"c", "3"}}}));
  EXPECT_EQ(*result.spec.required, (Required{.text = "kept", .number = 2}));
}

TEST(Merge, AnAbsentBoxIsMadeByAPresentOne) {
  EXPECT_EQ(merged(Optional{.box = Plain{}}, Optional{}), (Optional{.box = Plain{}}));
}

TEST(Merge, WhatIsMarkedPresentIsGiven) {
  Plain given;
  mark_present(given, &Plain::list);
  mark_present(given, &Plain::flag);
  const Plain result = merged(given, Plain{.flag = true, .text = "kept", .list = {"a"}});
  EXPECT_EQ(to_json(result), R"({"flag":false,"text":"kept","list":[]})");
}

TEST(Merge, UnknownMembersAreSet) {
  EXPECT_EQ(to_json(merged(from_json<Plain>(R"({"new":1,"newer":2})"),
                           from_json<Plain>(R"({"old":0,"new":0})"))),
            R"({"old":0,"new":1,"newer":2})");
}

TEST(Merge, SpellingGoesWithTheValue) {
  EXPECT_EQ(to_json(merged(from_json<Plain>(R"({"large":1.0})"),
                           from_json<Plain>(R"({"large":2e0,"small":3e0})"))),
            R"({"small":3e0,"large":1.0})");
}

TEST(Merge, NeverTouchesWhatTheServerSets) {
  auto stored =
      from_json<Widget>(R"({"metadata":{"name":"w","uid":"u","resourceVersion":"7","generation":2,)"
                        R"("creationTimestamp":"2026-11-21T11:02:55Z","labels":{"a":"1"}},)"
                        R"("spec":{},"status":{"phase":"Ready"}})");
  Widget given({.name = "w",
                .selfLink = "/x",
                .uid = "other",
                .resourceVersion = "6",
                .generation = 9,
                .creationTimestamp = k8s::Time::now(),
                .deletionTimestamp = k8s::Time::now(),
                .deletionGracePeriodSeconds = 30,
                .labels = {{"b", "2"}},
                .managedFields = {{.manager = "me"}}});
  given.status.phase = "Broken";
  const Widget result = merged(given, stored);
  stored.metadata.labels = {{"b", "2"}};
  EXPECT_EQ(result, stored);
}

TEST(Merge, TheResultIsWrittenAsTheStoredObjectIs) {
  const std::string json = R"({"metadata":{"name":"w"},"spec":{"plain":{}},"status":{}})";
  EXPECT_EQ(to_json(merged(Widget({.name = "w"}), from_json<Widget>(json))), json);
}

}  // namespace
