#include "http/redirect_policy.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/lambda_transport.hpp"

namespace k8s::detail {
namespace {

using k8s::testing::answer;
using ::testing::ElementsAre;

class RedirectPolicyTest : public ::testing::Test {
 protected:
  /// Sends a request to a server that redirects these paths, and answers 200 to others.
  Response send(const Request& request, std::map<std::string, std::string> redirects,
                int status = 302) {
    asked.clear();
    return k8s::testing::pipeline_of(std::make_unique<RedirectPolicy>(config),
                                     [&](const Request& each) {
                                       asked.push_back(each.url());
                                       const auto found = redirects.find(each.url());
                                       if (found == redirects.end()) return answer(200);
                                       return answer(status, {{"Location", found->second}});
                                     })
        .send(Request(request));
  }

  Config config{.api_server = "https://10.0.0.1:6443/cluster"};
  std::vector<std::string> asked{};
};

TEST_F(RedirectPolicyTest, ReadingIsSentOnWithinTheServer) {
  for (const int status : {301, 302, 303, 307, 308}) {
    for (const Method method : {Method::get, Method::head}) {
      EXPECT_EQ(send({.method = method, .path = "/logs", .query = {{"a", "1"}}},
                     {{"/logs?a=1", "https://10.0.0.1:6443/cluster/logs/?a=1"}}, status)
                    .status,
                200);
      EXPECT_THAT(asked, ElementsAre("/logs?a=1", "/logs/?a=1"));
    }
  }
}

TEST_F(RedirectPolicyTest, LocationMayBeRelative) {
  send({.path = "/a/logs"}, {{"/a/logs", "/cluster/b"}, {"/b", "c?d=e"}});
  EXPECT_THAT(asked, ElementsAre("/a/logs", "/b", "/c?d=e"));
}

TEST_F(RedirectPolicyTest, NothingElseIsFollowed) {
  for (const char* elsewhere :
       {"https://10.0.0.2:6443/cluster/x", "https://10.0.0.1:443/cluster/x",
        "http://10.0.0.1:6443/cluster/x", "//evil/cluster/x", "https://10.0.0.1:6443/login",
        "/login", "/clusters/x", "https://me:pw@10.0.0.1:6443/cluster/x",
        "https://10.0.0.1:6443/cluster/../login", "ftp://10.0.0.1/cluster/x", "http://", "", "#",
        "#part"}) {
    EXPECT_EQ(send({.path = "/x"}, {{"/x", elsewhere}}).status, 302) << elsewhere;
    EXPECT_EQ(asked.size(), 1U) << elsewhere;
  }
}

TEST_F(RedirectPolicyTest, WhatChangesSomethingIsNotSentAgain) {
  for (const Method method : {Method::post, Method::put, Method::patch, Method::delete_}) {
    EXPECT_EQ(send({.method = method, .path = "/x"}, {{"/x", "/cluster/y"}}, 307).status, 307);
    EXPECT_EQ(asked.size(), 1U);
  }
}

TEST_F(RedirectPolicyTest, CirclesEnd) {
  EXPECT_EQ(send({.path = "/x"}, {{"/x", "/cluster/y"}, {"/y", "/cluster/x"}}).status, 302);
  EXPECT_EQ(asked.size(), 6U);
}

}  // namespace
}  // namespace k8s::detail
