#include "watch/object_store.hpp"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace k8s::detail {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

SharedObject text(const std::string& text) {
  return std::make_shared<const std::string>(text);
}

std::vector<std::string> texts(const std::vector<SharedObject>& objects) {
  std::vector<std::string> texts;
  for (const auto& each : objects) texts.push_back(*static_cast<const std::string*>(each.get()));
  return texts;
}

TEST(ObjectStore, KeepsTheLatestUnderEachKey) {
  ObjectStore store(0);
  store.put({"ns", "a"}, text("a1"), {});
  store.put({"ns", "b"}, text("b1"), {});
  store.put({"ns", "a"}, text("a2"), {});
  EXPECT_THAT(texts({store.find({"ns", "a"}), store.find({"ns", "b"})}), ElementsAre("a2", "b1"));
  EXPECT_EQ(store.find({"other", "a"}), nullptr);
  store.erase({"ns", "a"});
  EXPECT_EQ(store.find({"ns", "a"}), nullptr);
  EXPECT_EQ(store.objects().size(), 1U);
}

TEST(ObjectStore, FindsByEachValueOfEachIndexInTheOrderOfKeys) {
  ObjectStore store(2);
  store.put({"ns", "b"}, text("b"), {{"red", "blue"}, {"1"}});
  store.put({"ns", "a"}, text("a"), {{"red"}, {}});
  store.put({"na", "z"}, text("z"), {{"red"}, {"2"}});
  EXPECT_THAT(texts(store.find_by(0, "red")), ElementsAre("z", "a", "b"));
  EXPECT_THAT(texts(store.find_by(0, "blue")), ElementsAre("b"));
  EXPECT_THAT(texts(store.find_by(1, "2")), ElementsAre("z"));
  EXPECT_THAT(store.find_by(1, "red"), IsEmpty());
  EXPECT_THAT(store.find_by(0, "re"), IsEmpty());
}

TEST(ObjectStore, AnObjectIsFoundByItsLatestValuesOnly) {
  ObjectStore store(1);
  store.put({"ns", "a"}, text("a1"), {{"red", "blue"}});
  store.put({"ns", "a"}, text("a2"), {{"green", "blue"}});
  EXPECT_THAT(store.find_by(0, "red"), IsEmpty());
  EXPECT_THAT(texts(store.find_by(0, "blue")), ElementsAre("a2"));
  store.erase({"ns", "a"});
  EXPECT_THAT(store.find_by(0, "green"), IsEmpty());
  EXPECT_THAT(store.find_by(0, "blue"), IsEmpty());
}

}  // namespace
}  // namespace k8s::detail
