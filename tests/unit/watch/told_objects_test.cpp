#include "watch/told_objects.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace k8s::detail {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Tell = ToldObjects::Tell;

constexpr std::size_t long_enough = 1000;

Identity object(std::string name, std::string version, std::string uid = "u",
                std::string namespace_ = "ns") {
  return {std::move(namespace_), std::move(name), std::move(uid), std::move(version)};
}

std::vector<std::string> names(const std::vector<ToldObjects::Lost>& lost) {
  std::vector<std::string> names;
  for (const auto& each : lost) names.push_back(each.identity.name);
  return names;
}

TEST(ToldObjects, NewObjectIsAddedAndAChangedOneModified) {
  ToldObjects objects(10, long_enough);
  EXPECT_EQ(objects.listed(object("a", "1")), Tell::as_added);
  objects.told(object("a", "1"), "{}");
  EXPECT_EQ(objects.listed(object("a", "1")), Tell::nothing);
  EXPECT_EQ(objects.listed(object("a", "2")), Tell::as_modified);
}

TEST(ToldObjects, SameStateIsTold) {
  ToldObjects objects(10, long_enough);
  EXPECT_FALSE(objects.was_told(object("a", "1")));
  objects.told(object("a", "1"), "{}");
  EXPECT_TRUE(objects.was_told(object("a", "1")));
  EXPECT_FALSE(objects.was_told(object("a", "2")));
  EXPECT_FALSE(objects.was_told(object("a", "1", "u", "other")));
  EXPECT_FALSE(objects.was_told(object("a", "1", "another uid")));
}

TEST(ToldObjects, DeletedObjectIsForgotten) {
  ToldObjects objects(10, long_enough);
  objects.told(object("a", "1"), "{}");
  objects.deleted(object("a", "2"));
  EXPECT_EQ(objects.listed(object("a", "1")), Tell::as_added);
  EXPECT_THAT(objects.missing_from({}), IsEmpty());
}

TEST(ToldObjects, DeletionOfAnOlderObjectLeavesItsSuccessor) {
  ToldObjects objects(10, long_enough);
  objects.told(object("a", "5", "new"), "{}");
  objects.deleted(object("a", "4", "old"));
  EXPECT_TRUE(objects.was_told(object("a", "5", "new")));
}

TEST(ToldObjects, MissingObjectsAreLostWithTheirLastState) {
  ToldObjects objects(10, long_enough);
  objects.told(object("a", "1"), "state of a");
  objects.told(object("b", "2"), "older state of b");
  objects.told(object("b", "3"), "state of b");
  objects.told(object("c", "4"), "state of c");
  const auto lost = objects.missing_from({object("c", "9")});
  ASSERT_THAT(names(lost), ElementsAre("a", "b"));
  EXPECT_EQ(lost[1].identity, object("b", "3"));
  EXPECT_EQ(lost[1].state, "state of b");
  EXPECT_THAT(objects.missing_from({object("c", "9")}), IsEmpty()) << "lost once, told once";
}

TEST(ToldObjects, ObjectWithAnotherUidIsLostAndAdded) {
  ToldObjects objects(10, long_enough);
  objects.told(object("a", "1", "old"), "old state");
  const auto lost = objects.missing_from({object("a", "2", "new")});
  ASSERT_THAT(names(lost), ElementsAre("a"));
  EXPECT_EQ(lost[0].identity.uid, "old");
  EXPECT_EQ(objects.listed(object("a", "2", "new")), Tell::as_added);
}

TEST(ToldObjects, ReplacedObjectIsLost) {
  ToldObjects objects(10, long_enough);
  objects.told(object("a", "1", "old"), "old state");
  EXPECT_FALSE(objects.replaced_by(object("a", "2", "old")).has_value());
  EXPECT_FALSE(objects.replaced_by(object("b", "2", "new")).has_value());
  const auto lost = objects.replaced_by(object("a", "2", "new"));
  ASSERT_TRUE(lost.has_value());
  EXPECT_EQ(lost->identity, object("a", "1", "old"));
  EXPECT_EQ(lost->state, "old state");
  EXPECT_FALSE(objects.replaced_by(object("a", "2", "new")).has_value());
}

TEST(ToldObjects, WithoutUidsTheNameDecides) {
  ToldObjects objects(10, long_enough);
  objects.told(object("a", "1", ""), "{}");
  EXPECT_TRUE(objects.was_told(object("a", "1", "")));
  EXPECT_FALSE(objects.replaced_by(object("a", "2", "")).has_value());
  EXPECT_EQ(objects.listed(object("a", "2", "")), Tell::as_modified);
}

TEST(ToldObjects, BeyondItsCapacityItForgetsStatesButNotThatObjectsExist) {
  ToldObjects objects(2, long_enough);
  for (const char* name : {"a", "b", "c"}) objects.told(object(name, "1"), "state");
  EXPECT_FALSE(objects.was_told(object("a", "1")));
  EXPECT_TRUE(objects.was_told(object("b", "1")));
  EXPECT_TRUE(objects.was_told(object("c", "1")));
  EXPECT_EQ(objects.listed(object("a", "1")), Tell::as_modified);
  const auto lost = objects.missing_from({});
  ASSERT_THAT(names(lost), ElementsAre("a", "b", "c"));
  EXPECT_EQ(lost[0].identity, object("a", ""));
  EXPECT_EQ(lost[0].state, "");
  EXPECT_EQ(lost[2].state, "state");
}

TEST(ToldObjects, ObjectsToldLastAreRemembered) {
  ToldObjects objects(2, long_enough);
  objects.told(object("a", "1"), "{}");
  objects.told(object("b", "1"), "{}");
  objects.told(object("a", "2"), "{}");
  objects.told(object("c", "1"), "{}");
  EXPECT_TRUE(objects.was_told(object("a", "2")));
  EXPECT_FALSE(objects.was_told(object("b", "1")));
}

TEST(ToldObjects, LargeStatesAreNotKept) {
  ToldObjects objects(2, 10);
  objects.told(object("a", "1"), std::string(11, 'x'));
  objects.told(object("b", "1"), std::string(10, 'x'));
  EXPECT_TRUE(objects.was_told(object("a", "1")));
  const auto lost = objects.missing_from({});
  ASSERT_THAT(names(lost), ElementsAre("a", "b"));
  EXPECT_EQ(lost[0].state, "");
  EXPECT_EQ(lost[1].state, std::string(10, 'x'));
}

TEST(ToldObjects, RemembersNothingWithoutCapacity) {
  ToldObjects objects(0, long_enough);
  objects.told(object("a", "1"), "{}");
  EXPECT_FALSE(objects.was_told(object("a", "1")));
  EXPECT_THAT(names(objects.missing_from({})), ElementsAre("a"));
}

}  // namespace
}  // namespace k8s::detail
