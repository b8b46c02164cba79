#include "http/pipeline.hpp"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/header_policy.hpp"
#include "support/lambda_transport.hpp"
#include "support/step_clock.hpp"

namespace k8s::detail {
namespace {

using k8s::testing::answer;
using k8s::testing::LambdaTransport;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

Headers headers_sent(Request request) {
  Headers headers;
  k8s::testing::pipeline_of(std::make_unique<HeaderPolicy>("me/1"), [&](const Request& sent) {
    headers = sent.headers;
    return answer(200);
  }).send(std::move(request));
  return headers;
}

TEST(HeaderPolicyTest, AddsWhatEveryRequestHas) {
  EXPECT_THAT(headers_sent({}),
              UnorderedElementsAre(Pair("Accept", "application/json"), Pair("User-Agent", "me/1")));
  EXPECT_EQ(*headers_sent({.body = "{}"}).find("Content-Type"), "application/json");
}

TEST(HeaderPolicyTest, RequestsOwnHeadersWin) {
  EXPECT_THAT(headers_sent({.headers = {{"accept", "text/plain"},
                                        {"user-agent", "mine"},
                                        {"content-type", "application/apply-patch+yaml"}},
                            .body = "a: b"}),
              ElementsAre(Pair("accept", "text/plain"), Pair("user-agent", "mine"),
                          Pair("content-type", "application/apply-patch+yaml")));
}

TEST(PipelineTest, EachTryHasATokenAndALogLine) {
  class Source : public TokenSource {
    std::string token() override { return "t" + std::to_string(count_++); }
    int count_ = 0;
  };
  std::vector<std::string> lines;
  std::vector<std::string> tokens;
  const Config config{.api_token_source = std::make_shared<Source>(),
                      .debug = true,
                      .logger = [&](LogLevel, std::string_view line) { lines.emplace_back(line); }};
  const Pipeline pipeline =
      make_pipeline(std::make_shared<Config>(config),
                    std::make_shared<LambdaTransport>([&](const Request& request) {
                      tokens.push_back(*request.headers.find("Authorization"));
                      return answer(tokens.size() == 1 ? 500 : 200);
                    }),
                    std::make_shared<k8s::testing::StepClock>());
  const Response response = pipeline.send({.path = "/x", .idempotency = Idempotency::safe});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.attempts, 2);
  EXPECT_THAT(tokens, ElementsAre("Bearer t0", "Bearer t1"));
  EXPECT_THAT(lines, ElementsAre(HasSubstr("GET /x -> 500"), HasSubstr("again in"),
                                 HasSubstr("GET /x -> 200")));
}

}  // namespace
}  // namespace k8s::detail
