#include "yaml/scalar.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <boost/json/serialize.hpp>

namespace k8s::yaml {
namespace {

std::string resolved(std::string_view text) {
  const auto value = resolve_plain(text);
  return value ? boost::json::serialize(*value) : "none";
}

// What sigs.k8s.io/yaml 1.6.0 makes of each text.
TEST(ResolvePlain, ReadsScalarsAsKubernetesDoes) {
  const std::vector<std::pair<const char*, const char*>> table{
      {"", "null"},
      {"~", "null"},
      {"null", "null"},
      {"Null", "null"},
      {"NULL", "null"},
      {"nULL", "\"nULL\""},
      {"y", "true"},
      {"Y", "true"},
      {"yes", "true"},
      {"Yes", "true"},
      {"YES", "true"},
      {"yEs", "\"yEs\""},
      {"true", "true"},
      {"True", "true"},
      {"TRUE", "true"},
      {"on", "true"},
      {"On", "true"},
      {"ON", "true"},
      {"n", "false"},
      {"N", "false"},
      {"no", "false"},
      {"No", "false"},
      {"NO", "false"},
      {"false", "false"},
      {"False", "false"},
      {"FALSE", "false"},
      {"off", "false"},
      {"Off", "false"},
      {"OFF", "false"},
      {"truth", "\"truth\""},
      {"0", "0"},
      {"-0", "0"},
      {"+1", "1"},
      {"-1", "-1"},
      {"007", "7"},
      {"0777", "511"},
      {"0o777", "511"},
      {"0O17", "15"},
      {"-017", "-15"},
      {"08", "8"},
      {"0x1F", "31"},
      {"0X1f", "31"},
      {"-0x1F", "-31"},
      {"0x", "\"0x\""},
      {"0xG", "\"0xG\""},
      {"0b101", "5"},
      {"-0b101", "-5"},
      {"0b-11", "-3"},
      {"0b+11", "3"},
      {"0b12", "\"0b12\""},
      {"0o8", "\"0o8\""},
      {"1_000", "1000"},
      {"1__0_", "10"},
      {"0x_1F", "31"},
      {"_1", "\"_1\""},
      {"-", "\"-\""},
      {"+", "\"+\""},
      {"+-1", "\"+-1\""},
      {"--1", "\"--1\""},
      {"9223372036854775807", "9223372036854775807"},
      {"9223372036854775808", "9223372036854775808"},
      {"-9223372036854775808", "-9223372036854775808"},
      {"18446744073709551615", "18446744073709551615"},
      {"18446744073709551616", "1.8446744073709552E19"},
      {"-9223372036854775809", "-9223372036854775808"},
      {"1.5", "1.5E0"},
      {"-1.5", "-1.5E0"},
      {"+1.5", "1.5E0"},
      {"1.0", "1"},
      {"1.", "1"},
      {".5", "5E-1"},
      {".5_0", "5E-1"},
      {"._5", "\"._5\""},
      {"-.5", "-5E-1"},
      {".", "\".\""},
      {"-.", "\"-.\""},
      {".e1", "\".e1\""},
      {"1e3", "1000"},
      {"1E3", "1000"},
      {"1e+3", "1000"},
      {"1e-3", "1E-3"},
      {"1.5e300", "1.5E300"},
      {"1e", "\"1e\""},
      {"1e+", "\"1e+\""},
      {"e1", "\"e1\""},
      {"1e400", "\"1e400\""},
      {"-1e400", "\"-1e400\""},
      {"1e-400", "0"},
      {"1.2.3", "\"1.2.3\""},
      {"0x1.8p1", "\"0x1.8p1\""},
      {"inf", "\"inf\""},
      {"nan", "\"nan\""},
      {"+nan", "\"+nan\""},
      {".inf", "none"},
      {"-.Inf", "none"},
      {"+.INF", "none"},
      {".nan", "none"},
      {"-.nan", "\"-.nan\""},
      {"2001-01-01", "\"2001-01-01\""},
      {"2001-01-01T00:00:00Z", "\"2001-01-01T00:00:00Z\""},
      {"12:30:45", "\"12:30:45\""},
      {"100m", "\"100m\""},
      {"1Gi", "\"1Gi\""},
      {"10.0.0.1", "\"10.0.0.1\""},
      {"=", "\"=\""},
      {"<<", "\"<<\""},
      {"nginx:1.13", "\"nginx:1.13\""},
  };
  for (const auto& [text, json] : table) EXPECT_EQ(resolved(text), json) << "of " << text;
}

TEST(NeedsQuotes, IsWhateverReadsBackAsSomethingElse) {
  for (const char* text : {"",
                           "~",
                           "null",
                           "yes",
                           "n",
                           "on",
                           "True",
                           "1",
                           "-1",
                           "0x1F",
                           "0o17",
                           "1_000",
                           "1e3",
                           ".5",
                           ".inf",
                           ".NaN",
                           "1.0",
                           "2001-01-01",
                           "2001-1-1",
                           "2001-01-01T00:00:00Z",
                           "1e-400",
                           "2001-01-01t1:2:3.45+01:00",
                           "2001-01-01 00:00:00",
                           "12:30:45",
                           "-1:59",
                           "1:0.5",
                           "<<",
                           "="}) {
    EXPECT_TRUE(needs_quotes(text)) << text;
  }
  for (const char* text : {"a", "yesterday", "1.2.3", "10.0.0.1", "100m", "2001-01-01-backup",
                           "2001-01", "2001-01-01T", "2001-01-01T00:00:00", "12:60", "12:", "a:1",
                           "1:2:", "1e400", "v1", "true-ish", "-", "0x", "nullable"}) {
    EXPECT_FALSE(needs_quotes(text)) << text;
  }
}

}  // namespace
}  // namespace k8s::yaml
