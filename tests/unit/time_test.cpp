#include <k8s/time.hpp>

#include <chrono>
#include <sstream>

#include <gtest/gtest.h>
#include <k8s/error.hpp>

namespace {

using namespace std::chrono_literals;
using k8s::MicroTime;
using k8s::Time;
using std::chrono::sys_days;

constexpr auto noon = sys_days(std::chrono::year(2026) / 11 / 21) + 12h;

TEST(Time, IsUnsetAtFirstWhichIsNotTheEpoch) {
  const Time unset;
  EXPECT_FALSE(unset);
  EXPECT_EQ(unset.to_string(), "");
  EXPECT_THROW((void)unset.value(), k8s::BadAccess);
  EXPECT_EQ(unset.value_or(noon), noon);
  EXPECT_NE(unset, Time(std::chrono::sys_seconds(0s)));
  EXPECT_LT(unset, Time::parse("0000-01-01T00:00:00Z"));
}

TEST(Time, ConvertsToAndFromChrono) {
  EXPECT_EQ(Time(noon).value(), noon);
  EXPECT_EQ(Time(noon + 1500ms).value(), noon + 1s);
  EXPECT_EQ(Time(sys_days() - 1ms).to_string(), "1969-12-31T23:59:59Z");
  EXPECT_EQ(MicroTime(noon + 1500ms).value(), noon + 1500ms);
  const Time now = Time::now();
  EXPECT_LE(now.value(), std::chrono::system_clock::now());
}

TEST(Time, ReadsRfc3339) {
  const struct {
    const char* text;
    Time time;
  } cases[] = {
      {"2026-11-21T12:00:00Z", noon},
      {"2026-11-21t12:00:00z", noon},
      {"2026-11-21T13:30:00+01:30", noon},
      {"2026-11-21T04:00:00-08:00", noon},
      {"2026-11-21T12:00:00.999999999Z", noon},
      {"1970-01-01T00:00:00Z", std::chrono::sys_seconds(0s)},
      {"2024-02-29T00:00:00Z", sys_days(std::chrono::year(2024) / 2 / 29)},
  };
  for (const auto& each : cases) EXPECT_EQ(Time::parse(each.text), each.time) << each.text;
  EXPECT_EQ(MicroTime::parse("2026-11-21T12:00:00.1234567Z").value(), noon + 123456us);
  EXPECT_EQ(MicroTime::parse("2026-11-21T12:00:00.5Z").value(), noon + 500ms);
}

TEST(Time, RefusesEverythingElse) {
  for (const char* text : {"",
                           "2026-11-21",
                           "2026-11-21T12:00:00",
                           "2026-11-21 12:00:00Z",
                           "2026-13-01T00:00:00Z",
                           "2026-11-F1T12:00:00Z",
                           "2026-1x-21T12:00:00Z",
                           "202x-11-21T12:00:00Z",
                           "2026-11-21Tx2:00:00Z",
                           "2026-11-21T12:x0:00Z",
                           "2026-11-21T12:00:0xZ",
                           "2026-11-21T12:00:00+x1:00",
                           "2026-02-29T00:00:00Z",
                           "2026-11-21T24:00:00Z",
                           "2026-11-21T12:60:00Z",
                           "2026-11-21T12:00:60Z",
                           "2026-11-21T12:00:00.Z",
                           "2026-11-21T12:00:00+1:00",
                           "2026-11-21T12:00:00+01:60",
                           "26-11-21T12:00:00Z",
                           "2026-11-21T12:00:00Zx",
                           "2026-11-21T12:00:00ZZ",
                           "+026-11-21T12:00:00Z",
                           "2026-1-21T12:00:00Z"}) {
    EXPECT_THROW((void)Time::parse(text), k8s::ValidationError) << text;
  }
}

TEST(Time, PrintsAsKubernetesDoes) {
  EXPECT_EQ(Time(noon).to_string(), "2026-11-21T12:00:00Z");
  EXPECT_EQ(MicroTime(noon).to_string(), "2026-11-21T12:00:00.000000Z");
  EXPECT_EQ(MicroTime(noon + 42us).to_string(), "2026-11-21T12:00:00.000042Z");
  EXPECT_EQ(MicroTime(sys_days() - 1us).to_string(), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(Time::parse("0001-01-01T00:00:00Z").to_string(), "0001-01-01T00:00:00Z");
  std::ostringstream out;
  out << Time(noon) << ' ' << MicroTime(noon);
  EXPECT_EQ(out.str(), "2026-11-21T12:00:00Z 2026-11-21T12:00:00.000000Z");
}

TEST(Time, Compares) {
  EXPECT_LT(Time(noon), Time(noon + 1s));
  EXPECT_EQ(Time(noon), Time::parse("2026-11-21T12:00:00Z"));
  Time time = noon;
  time.reset();
  EXPECT_EQ(time, Time());
}

}  // namespace
