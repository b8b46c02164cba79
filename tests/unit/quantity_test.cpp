#include <k8s/quantity.hpp>

#include <cstdint>
#include <limits>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <k8s/error.hpp>

namespace {

using k8s::Quantity;
using Limits = std::numeric_limits<std::int64_t>;

TEST(Quantity, IsPrintedAsKubernetesPrintsIt) {
  // The right column is what k8s.io/apimachinery makes of the left one.
  const struct {
    const char* text;
    const char* canonical;
  } cases[] = {
      {"0", "0"},
      {"1", "1"},
      {"1.5", "1500m"},
      {"0.1", "100m"},
      {"500m", "500m"},
      {"1000m", "1"},
      {"1.50", "1500m"},
      {"5.", "5"},
      {".5", "500m"},
      {"+5", "5"},
      {"-5", "-5"},
      {"-0", "0"},
      {"007", "7"},
      {"1000", "1k"},
      {"1200", "1200"},
      {"1e2", "100"},
      {"1e3", "1e3"},
      {"12E6", "12e6"},
      {"1.5e4", "15e3"},
      {"1e-1", "100e-3"},
      {"1e+3", "1e3"},
      {"1000k", "1M"},
      {"100000M", "100G"},
      {"2T", "2T"},
      {"3P", "3P"},
      {"4E", "4E"},
      {"1024Ki", "1Mi"},
      {"1000Ki", "1000Ki"},
      {"1Gi", "1Gi"},
      {"1024", "1024"},
      {"512Ki", "512Ki"},
      {"1.5Gi", "1536Mi"},
      {"1.1Ki", "1126400m"},
      {"0.5Ki", "512"},
      {"9Ei", "9223372036854775807"},
      {"-9Ei", "-9223372036854775807"},
      {"100n", "100n"},
      {"1u", "1u"},
      {"0.5n", "1n"},
      {"-1.5n", "-2n"},
      {"1e-12", "1e-9"},
      {"0.0001m", "100n"},
      {"12345678901234567890", "12345678901234567890"},
  };
  for (const auto& each : cases) {
    EXPECT_EQ(Quantity(each.text).canonical(), each.canonical) << each.text;
    EXPECT_EQ(Quantity(each.text).text(), each.text);
    EXPECT_EQ(Quantity(Quantity(each.text).canonical()), Quantity(each.text)) << each.text;
  }
  EXPECT_EQ(Quantity("1000E").canonical(), "1000E");
}

TEST(Quantity, RefusesEverythingElse) {
  for (const char* text :
       {"",    " ",   "1 ",  "m",      "Ki",           ".",     "+",    "1.2.3", "1K",
        "1ki", "1mi", "1i",  "1e",     "1e+",          "1e1.5", "1Gi5", "0x10",  "1,5",
        "--1", "1mm", "NaN", "1e1001", "1e99999999999"}) {
    EXPECT_THROW((void)Quantity(text), k8s::ValidationError) << text;
  }
  EXPECT_THROW((void)Quantity(std::string(1001, '1')), k8s::ValidationError);
  EXPECT_THROW((void)Quantity(static_cast<const char*>(nullptr)), k8s::ValidationError);
  EXPECT_EQ(Quantity("1e-99999999999").canonical(), "1e-9");
}

TEST(Quantity, ComparesByAmount) {
  EXPECT_EQ(Quantity("1"), Quantity("1000m"));
  EXPECT_EQ(Quantity("1Gi"), Quantity("1024Mi"));
  EXPECT_EQ(Quantity("1e3"), Quantity("1k"));
  EXPECT_LT(Quantity("1G"), Quantity("1Gi"));
  EXPECT_LT(Quantity("-1"), Quantity("0"));
  EXPECT_GT(Quantity("0.000000001"), Quantity("0"));
  EXPECT_NE(Quantity("9007199254740993"), Quantity("9007199254740992"));  // beyond doubles
}

TEST(Quantity, IsUnsetAtFirstWhichIsNotZero) {
  Quantity quantity;
  EXPECT_FALSE(quantity);
  EXPECT_EQ(quantity.text(), "");
  EXPECT_EQ(quantity.canonical(), "");
  EXPECT_NE(quantity, Quantity("0"));
  EXPECT_LT(quantity, Quantity("-1"));
  EXPECT_EQ(quantity.value(), 0);
  quantity += Quantity("1Gi");
  EXPECT_EQ(quantity.text(), "1Gi");
  quantity.reset();
  EXPECT_EQ(quantity, Quantity());
}

TEST(Quantity, AddsAndSubtractsExactlyInTheFormOfTheLeftOperand) {
  const struct {
    const char* a;
    const char* b;
    const char* sum;
    const char* difference;
  } cases[] = {
      {"1", "500m", "1500m", "500m"},
      {"0.1", "0.2", "300m", "-100m"},
      {"1Gi", "1Mi", "1025Mi", "1023Mi"},
      {"1Gi", "1G", "2073741824", "73741824"},
      {"1G", "1Gi", "2073741824", "-73741824"},
      {"1Gi", "0.5", "1073741824500m", "1073741823500m"},
      {"0", "1Ki", "1Ki", "-1Ki"},
      {"1e3", "1", "1001", "999"},
      {"1e3", "1k", "2e3", "0"},
      {"9223372036854775807", "1", "9223372036854775808", "9223372036854775806"},
  };
  for (const auto& each : cases) {
    EXPECT_EQ((Quantity(each.a) + Quantity(each.b)).text(), each.sum) << each.a << ' ' << each.b;
    EXPECT_EQ((Quantity(each.a) - Quantity(each.b)).text(), each.difference)
        << each.a << ' ' << each.b;
  }
}

TEST(Quantity, ConvertsToNumbersRoundingAwayFromZero) {
  EXPECT_EQ(Quantity("1.1").value(), 2);
  EXPECT_EQ(Quantity("-1.1").value(), -2);
  EXPECT_EQ(Quantity("2Gi").value(), 2147483648);
  EXPECT_EQ(Quantity("100m").milli_value(), 100);
  EXPECT_EQ(Quantity("1u").milli_value(), 1);
  EXPECT_EQ(Quantity("2").milli_value(), 2000);
  EXPECT_EQ(Quantity("100E").value(), Limits::max());
  EXPECT_EQ(Quantity("-100E").value(), Limits::min());
  EXPECT_EQ(Quantity("9223372036854775807").value(), Limits::max());
  EXPECT_EQ(Quantity("9223372036854775807").milli_value(), Limits::max());
  EXPECT_DOUBLE_EQ(Quantity("0.1").to_double(), 0.1);
  EXPECT_DOUBLE_EQ(Quantity("-1Ki").to_double(), -1024);
  EXPECT_DOUBLE_EQ(Quantity("1e300").to_double(), 1e300);
}

TEST(Quantity, IsMadeOfNumbers) {
  EXPECT_EQ(Quantity(5).text(), "5");
  EXPECT_EQ(Quantity(Limits::min()).text(), "-9223372036854775808");
  EXPECT_EQ(Quantity::milli(1500).text(), "1500m");
  EXPECT_EQ(Quantity::milli(2000).text(), "2");
  std::ostringstream out;
  out << Quantity("1Gi");
  EXPECT_EQ(out.str(), "1Gi");
}

}  // namespace
