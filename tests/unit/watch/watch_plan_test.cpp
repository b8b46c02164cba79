#include "watch/watch_plan.hpp"

#include <chrono>

#include <gtest/gtest.h>

namespace k8s::detail {
namespace {

using namespace std::chrono_literals;
using Action = WatchPlan::Action;

/// A plan whose pauses are as long as they can be, and a clock of its own.
class WatchPlanTest : public testing::Test {
 protected:
  void expect_list(std::chrono::milliseconds pause) {
    EXPECT_EQ(plan.action(), Action::list);
    EXPECT_EQ(plan.pause(), pause);
  }
  void expect_watch(const std::string& resource_version, std::chrono::milliseconds pause) {
    EXPECT_EQ(plan.action(), Action::watch);
    EXPECT_EQ(plan.resource_version(), resource_version);
    EXPECT_EQ(plan.pause(), pause);
  }
  /// A stream that lives that long and tells events with these resourceVersions.
  void stream(std::chrono::milliseconds life, std::initializer_list<const char*> versions = {}) {
    plan.opened(now);
    for (const char* version : versions) plan.saw(version);
    now += life;
  }

  WatchPlan::Time now{};
  double part = 1.0;
  WatchPlan plan{Backoff([this] { return part; })};
};

TEST_F(WatchPlanTest, ListsThenWatchesFromThere) {
  expect_list(0ms);
  plan.listed("7");
  expect_watch("7", 0ms);
}

TEST_F(WatchPlanTest, GoesOnFromTheLastThingSeen) {
  plan.listed("7");
  stream(0ms, {"8", "9"});
  plan.closed(now);
  expect_watch("9", 0ms);
}

TEST_F(WatchPlanTest, AnEventWithoutResourceVersionMovesNothing) {
  plan.listed("7");
  stream(0ms, {"8", ""});
  plan.closed(now);
  expect_watch("8", 0ms);
}

TEST_F(WatchPlanTest, ListThatBreaksIsTriedAgainWithGrowingPauses) {
  for (const auto pause : {800ms, 1600ms, 3200ms, 6400ms, 12800ms, 25600ms, 30000ms, 30000ms}) {
    plan.broke(now);
    expect_list(pause);
  }
}

TEST_F(WatchPlanTest, PausesAreARandomPart) {
  part = 0.25;
  plan.broke(now);
  expect_list(200ms);
}

TEST_F(WatchPlanTest, ListAndWatchShareTheirPauses) {
  plan.broke(now);
  plan.listed("7");
  expect_watch("7", 0ms);
  plan.broke(now);  // the list was no progress
  expect_watch("7", 1600ms);
}

TEST_F(WatchPlanTest, OpeningAStreamIsNoProgress) {
  plan.listed("7");
  for (const auto pause : {800ms, 1600ms, 3200ms}) {
    stream(2s);
    plan.broke(now);
    expect_watch("7", pause);
  }
}

TEST_F(WatchPlanTest, AnEventIsProgress) {
  plan.listed("7");
  plan.broke(now);
  plan.broke(now);
  stream(0ms, {"8"});
  plan.broke(now);
  expect_watch("8", 800ms);
}

TEST_F(WatchPlanTest, ALongLifeIsProgress) {
  plan.listed("7");
  plan.broke(now);
  plan.broke(now);
  stream(10s);
  plan.broke(now);
  expect_watch("7", 800ms);
}

TEST_F(WatchPlanTest, QuietStreamThatEndsIsOpenedAgainAtOnce) {
  plan.listed("7");
  for (int i = 0; i < 5; ++i) {
    stream(1s);
    plan.closed(now);
    expect_watch("7", 0ms);
  }
}

TEST_F(WatchPlanTest, SilenceOpensAnotherStream) {
  plan.listed("7");
  for (int i = 0; i < 5; ++i) {
    stream(1ms);
    plan.fell_silent();
    expect_watch("7", 0ms);
  }
}

TEST_F(WatchPlanTest, StreamsThatEndAtOnceMeanAnotherList) {
  plan.listed("7");
  stream(999ms);
  plan.closed(now);
  expect_watch("7", 800ms);
  stream(0ms);
  plan.closed(now);
  expect_list(1600ms);
  plan.listed("8");
  stream(0ms);
  plan.closed(now);
  expect_watch("8", 3200ms);
}

TEST_F(WatchPlanTest, OnlyEmptyStreamsInARowMeanAnotherList) {
  plan.listed("7");
  for (const char* version : {"8", "9", "10"}) {
    stream(0ms);
    plan.closed(now);
    expect_watch(plan.resource_version(), 800ms);
    stream(0ms, {version});
    plan.closed(now);
    expect_watch(version, 0ms);
  }
}

TEST_F(WatchPlanTest, OldNewsIsProgressOnlyIfItLeadsOn) {
  plan.listed("7");
  for (int i = 0; i < 2; ++i) {
    plan.opened(now);
    plan.saw_again("8");
    plan.closed(now);
  }
  expect_watch("8", 800ms);
  plan.opened(now);
  plan.saw_again("8");
  plan.closed(now);
  expect_list(1600ms);
}

TEST_F(WatchPlanTest, ForgottenResourceVersionMeansAnotherListAtOnce) {
  plan.listed("7");
  stream(0ms, {"8"});
  plan.expired();
  expect_list(0ms);
}

TEST_F(WatchPlanTest, ResourceVersionsForgottenAgainAndAgainMeanPauses) {
  plan.listed("7");
  plan.expired();
  expect_list(800ms);
  plan.listed("8");
  plan.expired();
  expect_list(1600ms);
}

}  // namespace
}  // namespace k8s::detail
