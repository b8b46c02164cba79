#include "testing/fake/storage.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace k8s::testing::fake {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

json::object object(const std::string& name, int value = 0) {
  return {{"metadata", {{"name", json::string(name)}}}, {"value", value}};
}

std::vector<std::string> names(const std::vector<ObjectPtr>& objects) {
  std::vector<std::string> names;
  for (const ObjectPtr& one : objects) names.emplace_back(name_of(*one));
  return names;
}

TEST(Storage, NumbersTheChangesOfAllCollectionsTogether) {
  Storage storage(100);
  storage.put("a", {"", "x"}, object("x"));
  storage.put("b", {"", "x"}, object("x"));
  const ObjectPtr last = storage.put("a", {"", "x"}, object("x"));
  EXPECT_EQ(storage.revision(), 3U);
  EXPECT_EQ(text_at(*last, {"metadata", "resourceVersion"}), "3");
}

TEST(Storage, KeepsTheStatesOfThePast) {
  Storage storage(100);
  storage.put("a", {"", "x"}, object("x", 1));
  storage.put("a", {"", "y"}, object("y"));
  storage.put("a", {"", "x"}, object("x", 2));
  storage.remove("a", {"", "y"});
  EXPECT_THAT(names(storage.list("a", 1)), ElementsAre("x"));
  EXPECT_THAT(names(storage.list("a", 3)), ElementsAre("x", "y"));
  EXPECT_THAT(names(storage.list("a", 4)), ElementsAre("x"));
  EXPECT_EQ(number_at(*storage.list("a", 2).front(), "value"), 1);
}

TEST(Storage, TellsWhatWasRemovedWithTheRevisionOfTheRemoval) {
  Storage storage(100);
  storage.put("a", {"", "x"}, object("x"));
  const ObjectPtr last = storage.remove("a", {"", "x"});
  EXPECT_EQ(text_at(*last, {"metadata", "resourceVersion"}), "2");
  EXPECT_EQ(storage.get("a", {"", "x"}), nullptr);
}

TEST(Storage, ForgetsWhatIsCompactedButNotThePresent) {
  Storage storage(100);
  storage.put("a", {"", "x"}, object("x", 1));
  storage.put("a", {"", "x"}, object("x", 2));
  storage.put("a", {"", "y"}, object("y"));
  storage.remove("a", {"", "y"});
  storage.compact(4);
  EXPECT_EQ(storage.oldest(), 4U);
  EXPECT_THAT(names(storage.list("a", 4)), ElementsAre("x"));
  EXPECT_THAT(storage.changes_after(4), IsEmpty());
}

TEST(Storage, CompactsByItselfBeyondItsHistory) {
  Storage storage(3);
  for (int i = 0; i < 10; ++i) storage.put("a", {"", "x"}, object("x", i));
  EXPECT_EQ(storage.oldest(), 7U);
  EXPECT_EQ(storage.changes_after(7).size(), 3U);
  EXPECT_EQ(number_at(*storage.list("a", 8).front(), "value"), 7);
}

TEST(Storage, OrdersByPathAsEtcdDoes) {
  Storage storage(100);
  for (const char* const namespace_ : {"a", "a-b", "a.b", "b"}) {
    storage.put("pods", {namespace_, "x"}, object(namespace_));
  }
  EXPECT_THAT(names(storage.list("pods", 4)), ElementsAre("a-b", "a.b", "a", "b"));
}

}  // namespace
}  // namespace k8s::testing::fake
