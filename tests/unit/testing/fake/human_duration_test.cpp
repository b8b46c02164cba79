#include "testing/fake/human_duration.hpp"

#include <gtest/gtest.h>

namespace {

using k8s::testing::fake::human_age;
using k8s::testing::fake::human_duration;
using namespace std::chrono_literals;

TEST(HumanDuration, SpeaksAsKubernetesDoes) {
  EXPECT_EQ(human_duration(-5s), "<invalid>");
  EXPECT_EQ(human_duration(-1s), "0s");
  EXPECT_EQ(human_duration(0s), "0s");
  EXPECT_EQ(human_duration(119s), "119s");
  EXPECT_EQ(human_duration(2min), "2m");
  EXPECT_EQ(human_duration(9min + 59s), "9m59s");
  EXPECT_EQ(human_duration(10min + 1s), "10m");
  EXPECT_EQ(human_duration(179min), "179m");
  EXPECT_EQ(human_duration(3h), "3h");
  EXPECT_EQ(human_duration(7h + 59min), "7h59m");
  EXPECT_EQ(human_duration(8h + 1min), "8h");
  EXPECT_EQ(human_duration(47h), "47h");
  EXPECT_EQ(human_duration(49h), "2d1h");
  EXPECT_EQ(human_duration(24h * 8), "8d");
  EXPECT_EQ(human_duration(24h * 729), "729d");
  EXPECT_EQ(human_duration(24h * 731), "2y1d");
  EXPECT_EQ(human_duration(24h * 365 * 9), "9y");
}

TEST(HumanDuration, Ages) {
  const std::chrono::sys_seconds now = std::chrono::sys_days(std::chrono::year(2026) / 5 / 1);
  EXPECT_EQ(human_age("2026-04-30T23:59:50Z", now), "10s");
  EXPECT_EQ(human_age("", now), "<unknown>");
  EXPECT_EQ(human_age("yesterday", now), "<invalid>");
}

}  // namespace
