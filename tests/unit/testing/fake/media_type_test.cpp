#include "testing/fake/media_type.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using k8s::testing::fake::MediaType;
using k8s::testing::fake::read_accept;

std::vector<std::string> types(const std::string& accept) {
  std::vector<std::string> result;
  for (const MediaType& media : read_accept({{"Accept", accept}})) result.push_back(media.type);
  return result;
}

TEST(MediaType, AnythingGoesWithoutAHeader) {
  EXPECT_TRUE(read_accept({}).front().takes_json());
  EXPECT_TRUE(read_accept({{"Accept", " "}}).front().takes_json());
}

TEST(MediaType, ReadsParameters) {
  const auto accepted =
      read_accept({{"Accept", "application/json; as=Table ;v=v1;g=meta.k8s.io, text/html"}});
  ASSERT_EQ(accepted.size(), 2U);
  EXPECT_EQ(accepted[0].parameter("as"), "Table");
  EXPECT_EQ(accepted[0].parameter("g"), "meta.k8s.io");
  EXPECT_EQ(accepted[0].parameter("x"), "");
  EXPECT_TRUE(accepted[0].takes_json());
  EXPECT_FALSE(accepted[1].takes_json());
}

TEST(MediaType, WhatIsWantedMostComesFirst) {
  EXPECT_THAT(types("a/a;q=0.1, b/b, c/c;q=0.5, d/d"),
              ::testing::ElementsAre("b/b", "d/d", "c/c", "a/a"));
}

TEST(MediaType, BearsNonsense) {
  EXPECT_THAT(types(",;,=;q=,;;;q=x"), ::testing::ElementsAre("", "=", ""));
}

}  // namespace
