#include <k8s/http.hpp>

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace k8s {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(HeadersTest, NamesCompareWithoutCase) {
  Headers headers{{"Content-Type", "text/plain"}, {"X-A", "1"}};
  headers.set("content-type", "application/json");
  headers.add("x-a", "2");
  ASSERT_NE(headers.find("CONTENT-TYPE"), nullptr);
  EXPECT_EQ(*headers.find("CONTENT-TYPE"), "application/json");
  EXPECT_EQ(*headers.find("X-A"), "1") << "the first";
  EXPECT_THAT(headers, ElementsAre(Pair("X-A", "1"), Pair("content-type", "application/json"),
                                   Pair("x-a", "2")));
  headers.remove("X-a");
  EXPECT_EQ(headers.find("x-a"), nullptr);
  EXPECT_EQ(headers.size(), 1U);
}

TEST(RequestTest, QueryIsEncoded) {
  const Request request{
      .path = "/api/v1/pods",
      .query = {{"labelSelector", "app in (a,b),c!=d"}, {"continue", "a+b/c=&#%"}, {"watch", ""}}};
  EXPECT_EQ(request.url(),
            "/api/v1/pods?labelSelector=app%20in%20%28a%2Cb%29%2Cc%21%3Dd&continue=a%2Bb%2Fc%3D%26%"
            "23%25&watch=");
  EXPECT_EQ(Request{.path = "/version"}.url(), "/version");
}

TEST(PercentEncodeTest, EncodesAllButUnreservedCharacters) {
  EXPECT_EQ(percent_encode("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(percent_encode("a/b c%?\xC3\xBC"), "a%2Fb%20c%25%3F%C3%BC");
  EXPECT_EQ(percent_encode(std::string("\0\xFF", 2)), "%00%FF");
}

TEST(MethodTest, IsSpelledAsOnTheWire) {
  EXPECT_EQ(to_string(Method::get), "GET");
  EXPECT_EQ(to_string(Method::head), "HEAD");
  EXPECT_EQ(to_string(Method::post), "POST");
  EXPECT_EQ(to_string(Method::put), "PUT");
  EXPECT_EQ(to_string(Method::patch), "PATCH");
  EXPECT_EQ(to_string(Method::delete_), "DELETE");
}

TEST(RequestTest, QueryFollowsThatOfThePath) {
  const Request request{.path = "/x?a=1", .query = {{"b", "2 3"}, {"c", "4"}}};
  EXPECT_EQ(request.url(), "/x?a=1&b=2%203&c=4");
}

}  // namespace
}  // namespace k8s
