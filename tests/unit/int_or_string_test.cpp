#include <k8s/int_or_string.hpp>

#include <limits>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <k8s/error.hpp>

namespace {

using k8s::IntOrString;

TEST(IntOrString, HoldsEither) {
  const IntOrString port = 80;
  EXPECT_TRUE(port.is_int());
  EXPECT_EQ(port.int_value(), 80);
  EXPECT_THROW((void)port.string_value(), k8s::BadAccess);
  const IntOrString name = "http";
  EXPECT_TRUE(name.is_string());
  EXPECT_EQ(name.string_value(), "http");
  EXPECT_THROW((void)name.int_value(), k8s::BadAccess);
  EXPECT_EQ(IntOrString(), IntOrString(0));
  EXPECT_NE(IntOrString(80), IntOrString("80"));
  EXPECT_EQ(IntOrString(std::string("x")), IntOrString("x"));
}

TEST(IntOrString, Prints) {
  std::ostringstream out;
  out << IntOrString(80) << ' ' << IntOrString("25%");
  EXPECT_EQ(out.str(), "80 25%");
}

TEST(IntOrString, CountsSharesAsKubernetesDoes) {
  EXPECT_EQ(IntOrString(3).of(10, true), 3);
  EXPECT_EQ(IntOrString("25%").of(10, true), 3);
  EXPECT_EQ(IntOrString("25%").of(10, false), 2);
  EXPECT_EQ(IntOrString("100%").of(7, true), 7);
  EXPECT_EQ(IntOrString("0%").of(7, true), 0);
  EXPECT_EQ(IntOrString("150%").of(2, false), 3);
  EXPECT_EQ(IntOrString("-25%").of(10, true), -2);
  EXPECT_EQ(IntOrString("-25%").of(10, false), -3);
}

TEST(IntOrString, RefusesSharesThatAreNone) {
  EXPECT_TRUE(IntOrString("25%").is_percentage());
  for (const char* text : {"http", "", "%", "25", "2.5%", "25%%", " 25%", "99999999999%"}) {
    EXPECT_FALSE(IntOrString(text).is_percentage()) << text;
    EXPECT_THROW((void)IntOrString(text).of(10, true), k8s::ValidationError) << text;
  }
  EXPECT_FALSE(IntOrString(25).is_percentage());
  EXPECT_THROW((void)IntOrString("101%").of(std::numeric_limits<std::int32_t>::max(), true),
               k8s::ValidationError);
}

}  // namespace
