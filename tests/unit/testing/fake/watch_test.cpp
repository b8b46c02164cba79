#include "testing/fake/watch.hpp"

#include <gtest/gtest.h>

namespace {

using namespace k8s::testing::fake;
using k8s::testing::detail::FakeTime;
using namespace std::chrono_literals;

TEST(Watch, IsDueAgainThoughNobodyHasReadWhatWasDue) {
  Clock clock(std::make_shared<FakeTime>(std::chrono::system_clock::now(), FakeTime::Pace::stands,
                                         FakeTime::Sleep::skips));
  const auto object = std::make_shared<const json::object>();
  Watch watch({.late = 5s}, clock);
  watch.push("ADDED", object);
  const auto first = watch.next_late();
  ASSERT_TRUE(first);
  clock.advance(2s);
  watch.push("MODIFIED", object);
  clock.advance(3s);
  ASSERT_TRUE(watch.next_late());
  EXPECT_EQ(*watch.next_late() - *first, 2s);
}

}  // namespace
