#include "clock.hpp"

#include <chrono>
#include <stop_token>
#include <thread>

#include <gtest/gtest.h>

namespace k8s::detail {
namespace {

TEST(ClockTest, StopEndsASleepOfHours) {
  std::stop_source stop;
  bool woke_by_time = true;
  {
    const std::jthread sleeper([&] {
      const auto clock = real_clock();
      woke_by_time = clock->sleep_until(clock->now() + std::chrono::hours(24), stop.get_token());
    });
    stop.request_stop();
  }
  EXPECT_FALSE(woke_by_time);
}

TEST(ClockTest, SleepEndsByItself) {
  const auto clock = real_clock();
  EXPECT_TRUE(clock->sleep_until(clock->now() + std::chrono::milliseconds(1), {}));
  EXPECT_TRUE(clock->sleep_until(clock->now() - std::chrono::hours(1), {}));
}

}  // namespace
}  // namespace k8s::detail
