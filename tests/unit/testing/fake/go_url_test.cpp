#include "testing/fake/go_url.hpp"

#include <initializer_list>
#include <utility>

#include <gtest/gtest.h>

namespace k8s::testing::fake {
namespace {

TEST(GoUrlTest, PartsAreThoseOfGo) {
  const GoUrl url = parse_go_url("HTTPS://a@b@[::1]:443/p?q#f").url;
  EXPECT_EQ(url.scheme, "https");
  EXPECT_EQ(url.user, "a%40b");
  EXPECT_EQ(url.host, "[::1]:443");
  EXPECT_EQ(url.query, "q");
  EXPECT_EQ(url.fragment, "f");
  EXPECT_EQ(parse_go_url("https:a").url.scheme, "https");
  EXPECT_EQ(parse_go_url("https:a").url.host, "");
  EXPECT_EQ(parse_go_url("//a/b").url.host, "a");
  EXPECT_EQ(parse_go_url("").error, "");
}

TEST(GoUrlTest, ErrorsAreThoseOfGo) {
  for (const auto& [text, problem] : std::initializer_list<std::pair<const char*, const char*>>{
           {"10%", R"(parse "10%": invalid URL escape "%")"},
           {"a b:c", R"(parse "a b:c": first path segment in URL cannot contain colon)"},
           {":a", R"(parse ":a": missing protocol scheme)"},
           {"https://a:b#c", R"(parse "https://a:b": invalid port ":b" after host)"},
           {"https://a b", R"(parse "https://a b": invalid character " " in host name)"},
           {"https://[::1", R"(parse "https://[::1": missing ']' in host)"},
           {"https://%41", R"(parse "https://%41": invalid URL escape "%41")"},
           {"https://a/%zz", R"(parse "https://a/%zz": invalid URL escape "%zz")"},
           {"https://a b@c", R"(parse "https://a b@c": net/url: invalid userinfo)"},
           {"\x01", R"(parse "\x01": net/url: invalid control character in URL)"}}) {
    EXPECT_EQ(parse_go_url(text).error, problem);
  }
}

}  // namespace
}  // namespace k8s::testing::fake
