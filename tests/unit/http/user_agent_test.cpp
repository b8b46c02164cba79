#include "http/user_agent.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/message.hpp"

namespace k8s::detail {
namespace {

using k8s::testing::message_of;

TEST(UserAgent, IsTheLibraryUnlessTheProgramSaysWhoItIs) {
  EXPECT_THAT(user_agent_of({}), ::testing::MatchesRegex("k8s-cpp/[0-9.]+"));
  EXPECT_EQ(user_agent_of({.user_agent = "my-controller/1.2 (node 7)"}),
            "my-controller/1.2 (node 7)");
}

TEST(UserAgent, IsAHeadersValue) {
  for (const char* bad : {"me\r\nAuthorization: x", " me", "me ", "m\x7F"}) {
    EXPECT_EQ(message_of([&] { (void)user_agent_of({.user_agent = bad}); }),
              "user_agent holds a line break, a control character or a space at an end, which no "
              "header can carry");
  }
}

}  // namespace
}  // namespace k8s::detail
