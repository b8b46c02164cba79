#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/k8s.hpp>
#include <k8s/models/core/v1/node.hpp>

#include "verbs/scripted_transport.hpp"

namespace k8s {
namespace {

using ::testing::ElementsAre;

std::string page(const std::string& items, const std::string& more = {}) {
  return R"({"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"9")" +
         (more.empty() ? "" : R"(,"remainingItemCount":7,"continue":")" + more + '"') +
         R"(},"items":[)" + items + "]}";
}

std::string item(const std::string& name) {
  return R"({"metadata":{"name":")" + name + R"("}})";
}

class ListPagesTest : public ::testing::Test {
 protected:
  static std::string names(const List<Pod>& pods) {
    std::string names;
    for (const Pod& pod : pods) names += pod.metadata.name + ' ';
    return names;
  }

  scripted::Cluster cluster;
  scripted::Server& server = *cluster.server;
  Client client = cluster.client;
};

TEST_F(ListPagesTest, FetchesAPageWhenTheLoopComesToIt) {
  server.answer(page(item("a") + ',' + item("b"), "t")).answer(page(item("c")));
  std::vector<std::string> seen;
  for (const List<Pod>& each : ListPages<Pod>(
           {.limit = 2, .resourceVersion = "9", .labels = {{"x", "y"}}, .client = client})) {
    seen.push_back(names(each) + "of " + each.metadata.resourceVersion + ", asked " +
                   std::to_string(server.asked().size()));
  }
  EXPECT_THAT(seen, ElementsAre("a b of 9, asked 1", "c of 9, asked 2"));
  EXPECT_THAT(
      server.lines(),
      ElementsAre(
          "GET /api/v1/namespaces/default/pods?labelSelector=x%3Dy&limit=2&resourceVersion=9",
          "GET /api/v1/namespaces/default/pods?continue=t&labelSelector=x%3Dy&limit=2"));
}

TEST_F(ListPagesTest, TellsWhatFollowsAndWhatCannotBeDecoded) {
  server.answer(page(item("a") + R"(,{"metadata":{"name":"bad"},"spec":5})", "t"))
      .answer(page(R"({"metadata":5})"));
  ListPages<Pod> pages({.client = client});
  const auto first = pages.next();
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->metadata.continue_, "");
  EXPECT_EQ(first->metadata.remainingItemCount, 7);
  ASSERT_EQ(first->errors.size(), 1U);
  EXPECT_EQ(first->errors[0].name, "bad");
  EXPECT_EQ(first->errors[0].index, 1U);
  const auto second = pages.next();
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->errors.at(0).index, 2U) << "counted over all pages";
  EXPECT_FALSE(pages.next().has_value());
  EXPECT_FALSE(pages.next().has_value());
}

TEST_F(ListPagesTest, AnEmptyListIsOneEmptyPage) {
  server.answer(page(""));
  int pages = 0;
  for (const auto& each : ListPages<Pod>({.client = client})) {
    EXPECT_TRUE(each.empty());
    ++pages;
  }
  EXPECT_EQ(pages, 1);
}

TEST_F(ListPagesTest, AForgottenMomentIsGoneAndTheRangeAtItsEnd) {
  server.answer(page(item("a"), "t")).refuse(410, "Expired", "too old");
  ListPages<Pod> pages({.client = client});
  EXPECT_TRUE(pages.next().has_value());
  EXPECT_THROW((void)pages.next(), Gone);
  EXPECT_FALSE(pages.next().has_value());
}

TEST_F(ListPagesTest, AnotherThatIsTheSameIsAnError) {
  server.answer(page(item("a"), "t")).answer(page(item("a"), "t"));
  ListPages<Pod> pages({.client = client});
  EXPECT_TRUE(pages.next().has_value());
  EXPECT_THROW((void)pages.next(), DecodeError);
}

TEST_F(ListPagesTest, BadOptionsAreRefusedBeforeAnyRequest) {
  EXPECT_THROW(ListPages<Pod>({.limit = -1, .client = client}), ValidationError);
  EXPECT_THROW(ListPages<Pod>({.namespace_ = "", .client = client}), ValidationError);
  EXPECT_THROW(ListPages<Node>({.namespace_ = "x", .client = client}), ValidationError);
}

}  // namespace
}  // namespace k8s
