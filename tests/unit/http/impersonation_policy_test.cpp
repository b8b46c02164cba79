#include "http/impersonation_policy.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/error.hpp>

#include "support/lambda_transport.hpp"
#include "support/message.hpp"

namespace k8s::detail {
namespace {

using k8s::testing::answer;
using k8s::testing::message_of;
using ::testing::ElementsAre;
using ::testing::Pair;

std::vector<Headers::Field> sent(const Impersonation& whom, Request request = {}) {
  std::vector<Headers::Field> impersonating;
  Config config;
  config.impersonate = whom;
  const Pipeline pipeline =
      make_pipeline(std::make_shared<const Config>(config),
                    std::make_shared<k8s::testing::LambdaTransport>([&](const Request& seen) {
                      for (const auto& [name, value] : seen.headers) {
                        if (name.starts_with("Impersonate-"))
                          impersonating.emplace_back(name, value);
                      }
                      return answer(200);
                    }),
                    real_clock());
  (void)pipeline.send(std::move(request));
  return impersonating;
}

TEST(ImpersonationPolicy, SaysNothingUnlessSomebodyIsNamed) {
  EXPECT_TRUE(sent({}).empty());
}

TEST(ImpersonationPolicy, SendsWhomToActAs) {
  EXPECT_THAT(
      sent({.user = "ann",
            .uid = "u-1",
            .groups = {"dev", "system:masters"},
            .extra = {{"example.com/scopes", {"view", "edit"}}, {"Reason \xC3\xA4%", {""}}}}),
      ElementsAre(Pair("Impersonate-User", "ann"), Pair("Impersonate-Uid", "u-1"),
                  Pair("Impersonate-Group", "dev"), Pair("Impersonate-Group", "system:masters"),
                  Pair("Impersonate-Extra-Reason%20%C3%A4%25", ""),
                  Pair("Impersonate-Extra-example.com%2Fscopes", "view"),
                  Pair("Impersonate-Extra-example.com%2Fscopes", "edit")));
}

TEST(ImpersonationPolicy, LeavesARequestThatBringsItsOwn) {
  Request request;
  request.headers.add("Impersonate-User", "bob");
  EXPECT_THAT(sent({.user = "ann", .groups = {"dev"}}, std::move(request)),
              ElementsAre(Pair("Impersonate-User", "bob")));
}

TEST(ImpersonationPolicy, RefusesWhatNoHeaderCanCarry) {
  constexpr const char* problem =
      " holds a line break, a control character or a space at an end, which no header can carry";
  const std::vector<std::pair<Impersonation, std::string>> table{
      {{.user = "a\r\nAuthorization: x"}, "impersonate.user" + std::string(problem)},
      {{.user = "a", .uid = " b"}, "impersonate.uid" + std::string(problem)},
      {{.user = "a", .groups = {"b\x7F"}}, "impersonate.groups" + std::string(problem)},
      {{.user = "a", .groups = {""}}, "impersonate.groups holds an empty text; remove it"},
      {{.user = "a", .extra = {{"k", {"b\n"}}}}, "impersonate.extra" + std::string(problem)},
      {{.user = "a", .extra = {{"", {"b"}}}}, "impersonate.extra has an empty key; remove it"},
      {{.groups = {"b"}},
       "impersonate has a uid, groups or extra but no user; set impersonate.user, or leave it "
       "empty"},
  };
  for (const auto& [whom, message] : table) {
    EXPECT_EQ(message_of([&] { (void)sent(whom); }), message);
  }
}

}  // namespace
}  // namespace k8s::detail
