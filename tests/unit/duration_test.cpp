#include <k8s/duration.hpp>

#include <chrono>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <k8s/error.hpp>

namespace {

using namespace std::chrono_literals;
using k8s::Duration;

TEST(Duration, IsUnsetAtFirstWhichIsNotZero) {
  const Duration unset;
  EXPECT_FALSE(unset);
  EXPECT_EQ(unset.to_string(), "");
  EXPECT_THROW((void)unset.value(), k8s::BadAccess);
  EXPECT_EQ(unset.value_or(3s), 3s);
  EXPECT_NE(unset, Duration(0s));
  EXPECT_LT(unset, Duration(-1h));
}

// The vectors of Go's time.ParseDuration.
TEST(Duration, ReadsWhatGoReads) {
  const struct {
    const char* text;
    std::chrono::nanoseconds span;
  } cases[] = {
      {"0", 0s},
      {"5s", 5s},
      {"30s", 30s},
      {"1478s", 1478s},
      {"-5s", -5s},
      {"+5s", 5s},
      {"-0", 0s},
      {"+0", 0s},
      {"5.0s", 5s},
      {"5.6s", 5s + 600ms},
      {"5.s", 5s},
      {".5s", 500ms},
      {"1.0s", 1s},
      {"1.00s", 1s},
      {"1.004s", 1s + 4ms},
      {"1.0040s", 1s + 4ms},
      {"100.00100s", 100s + 1ms},
      {"10ns", 10ns},
      {"11us", 11us},
      {"12\xC2\xB5s", 12us},
      {"12\xCE\xBCs", 12us},
      {"13ms", 13ms},
      {"14s", 14s},
      {"15m", 15min},
      {"16h", 16h},
      {"3h30m", 3h + 30min},
      {"10.5s4m", 4min + 10s + 500ms},
      {"-2m3.4s", -(2min + 3s + 400ms)},
      {"1h2m3s4ms5us6ns", 1h + 2min + 3s + 4ms + 5us + 6ns},
      {"39h9m14.425s", 39h + 9min + 14s + 425ms},
      {"52763797000ns", 52763797000ns},
      {"0.3333333333333333333h", 20min},
      {"9007199254740993ns", 9007199254740993ns},
      {"9223372036854775807ns", 9223372036854775807ns},
      {"9223372036854775.807us", 9223372036854775807ns},
      {"9223372036s854ms775us807ns", 9223372036854775807ns},
      {"-9223372036854775807ns", -9223372036854775807ns},
      {"0.100000000000000000000h", 6min},
      {"0.830103483285477580700h", 49min + 48s + 372539827ns},
  };
  for (const auto& each : cases)
    EXPECT_EQ(Duration::parse(each.text).value(), each.span) << each.text;
}

TEST(Duration, RefusesWhatGoRefuses) {
  for (const char* text : {"",
                           "3",
                           "-",
                           "s",
                           ".",
                           "-.",
                           ".s",
                           "+.s",
                           "1d",
                           "1 s",
                           " 1s",
                           "1s ",
                           "\x85\x85",
                           "\xff\xff",
                           "3000000h",
                           "9223372036854775808ns",
                           "9223372036854775.808us",
                           "9223372036854ms775us808ns",
                           "1h-1m",
                           "1.5.5s",
                           "1e3s",
                           "\"1s\""}) {
    EXPECT_THROW((void)Duration::parse(text), k8s::ValidationError) << text;
  }
}

TEST(Duration, PrintsAsGoDoes) {
  const struct {
    std::chrono::nanoseconds span;
    const char* text;
  } cases[] = {
      {0s, "0s"},
      {1ns, "1ns"},
      {1100ns, "1.1\xC2\xB5s"},
      {2200us, "2.2ms"},
      {3300ms, "3.3s"},
      {4min + 5s, "4m5s"},
      {4min + 5001ms, "4m5.001s"},
      {5h + 6min + 7001ms, "5h6m7.001s"},
      {8min + 1ns, "8m0.000000001s"},
      {90min, "1h30m0s"},
      {-1500ms, "-1.5s"},
      {9223372036854775807ns, "2562047h47m16.854775807s"},
  };
  for (const auto& each : cases) {
    EXPECT_EQ(Duration(each.span).to_string(), each.text);
    EXPECT_EQ(Duration::parse(each.text).value(), each.span);
    std::ostringstream out;
    out << Duration(each.span);
    EXPECT_EQ(out.str(), each.text);
  }
}

}  // namespace
