#include <k8s/map.hpp>

#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using k8s::Map;
using Labels = Map<std::string>;
using testing::ElementsAre;
using testing::Pair;

TEST(Map, IsSortedHoweverItWasFilled) {
  EXPECT_THAT((Labels{{"b", "2"}, {"a", "1"}, {"c", "3"}}),
              ElementsAre(Pair("a", "1"), Pair("b", "2"), Pair("c", "3")));
  Labels labels;
  labels["c"] = "3";
  labels["a"] = "1";
  labels["b"] = "2";
  EXPECT_EQ(labels, (Labels{{"a", "1"}, {"b", "2"}, {"c", "3"}}));
}

TEST(Map, KeepsTheFirstOfTwoEntriesLikeStdMap) {
  const Labels labels{{"a", "1"}, {"a", "2"}};
  EXPECT_THAT(labels, ElementsAre(Pair("a", "1")));
  const std::map<std::string, std::string> other{{"b", "2"}, {"a", "1"}};
  EXPECT_THAT(Labels(other.begin(), other.end()), ElementsAre(Pair("a", "1"), Pair("b", "2")));
}

TEST(Map, FindsByAnyKindOfString) {
  Labels labels{{"app", "nginx"}, {"tier", "web"}};
  EXPECT_EQ(labels.find("app")->second, "nginx");
  EXPECT_EQ(labels.find(std::string("tier"))->second, "web");
  EXPECT_EQ(labels.find(std::string_view("none")), labels.end());
  EXPECT_TRUE(labels.contains("app"));
  EXPECT_EQ(labels.count("app"), 1U);
  EXPECT_EQ(labels.count("ap"), 0U);
  EXPECT_EQ(labels.at("app"), "nginx");
  EXPECT_THROW((void)labels.at("zone"), std::out_of_range);
  EXPECT_EQ(labels.lower_bound("b")->first, "tier");
  EXPECT_EQ(labels.lower_bound("tier")->first, "tier");
  EXPECT_EQ(labels.upper_bound("app")->first, "tier");
  EXPECT_EQ(labels.upper_bound("tier"), labels.end());
}

TEST(Map, InsertsAsStdMapDoes) {
  Labels labels;
  EXPECT_TRUE(labels.insert({"a", "1"}).second);
  EXPECT_FALSE(labels.insert({"a", "2"}).second);
  EXPECT_FALSE(labels.emplace("a", "3").second);
  EXPECT_FALSE(labels.try_emplace("a", "4").second);
  EXPECT_EQ(labels.at("a"), "1");
  EXPECT_FALSE(labels.insert_or_assign("a", "5").second);
  EXPECT_EQ(labels.at("a"), "5");
  EXPECT_TRUE(labels.insert_or_assign("b", "6").second);
  EXPECT_TRUE(labels.try_emplace("0", 3, 'x').second);
  EXPECT_THAT(labels, ElementsAre(Pair("0", "xxx"), Pair("a", "5"), Pair("b", "6")));
}

TEST(Map, Erases) {
  Labels labels{{"a", "1"}, {"b", "2"}, {"c", "3"}};
  EXPECT_EQ(labels.erase("b"), 1U);
  EXPECT_EQ(labels.erase("b"), 0U);
  EXPECT_EQ(labels.erase(labels.begin())->first, "c");
  EXPECT_THAT(labels, ElementsAre(Pair("c", "3")));
  labels.clear();
  EXPECT_TRUE(labels.empty());
}

TEST(Map, CopiesAreItsOwn) {
  Labels labels{{"a", "1"}};
  Labels copy = labels;
  copy["a"] = "2";
  EXPECT_EQ(labels.at("a"), "1");
  EXPECT_NE(labels, copy);
  const Labels moved = std::move(copy);
  EXPECT_EQ(moved.at("a"), "2");
  labels = {{"z", "26"}};
  EXPECT_EQ(labels.size(), 1U);
}

// tests/compile shows the same of whole models.
static_assert(
    !std::is_constructible_v<
        Labels, std::initializer_list<std::initializer_list<std::initializer_list<const char*>>>>);
static_assert(std::is_nothrow_move_constructible_v<Labels>);

}  // namespace
