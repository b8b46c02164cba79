#include "http/log_policy.hpp"

#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/error.hpp>

#include "support/lambda_transport.hpp"
#include "support/step_clock.hpp"

namespace k8s::detail {
namespace {

using k8s::testing::answer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

class LogPolicyTest : public ::testing::Test {
 protected:
  LogPolicyTest() {
    config.debug = true;
    config.logger = [this](LogLevel level, std::string_view line) {
      lines.emplace_back(level, line);
    };
  }

  void send(const Request& request, k8s::testing::LambdaTransport::Function function) {
    k8s::testing::pipeline_of(std::make_unique<LogPolicy>(std::make_shared<Config>(config), clock),
                              std::move(function))
        .send(Request(request));
  }

  std::shared_ptr<k8s::testing::StepClock> clock = std::make_shared<k8s::testing::StepClock>();
  Config config{};
  std::vector<std::pair<LogLevel, std::string>> lines{};
};

TEST_F(LogPolicyTest, ShowsTheExactRequestLine) {
  send({.path = "/api/v1/pods", .query = {{"labelSelector", "a in (b)"}, {"limit", "5"}}},
       [&](const Request&) {
         clock->advance(std::chrono::milliseconds(12));
         return answer(200);
       });
  EXPECT_THAT(lines, ElementsAre(Pair(LogLevel::debug,
                                      "GET /api/v1/pods?labelSelector=a%20in%20%28b%29&limit=5 -> "
                                      "200 (12 ms)")));
}

TEST_F(LogPolicyTest, ShowsHeadersOnTheListAndNoOthersAndNoBodies) {
  send({.method = Method::put,
        .path = "/x",
        .headers = {{"authorization", "Bearer s3cret"},
                    {"cookie", "s3cret"},
                    {"content-type", "application/json"}},
        .body = "s3cret"},
       [&](const Request&) {
         return answer(409, {{"Set-Cookie", "s3cret"}, {"audit-id", "17"}, {"Retry-After", "1"}},
                       "s3cret");
       });
  EXPECT_THAT(lines, ElementsAre(Pair(LogLevel::debug,
                                      "PUT /x -> 409 (0 ms); sent Content-Type: application/json; "
                                      "got Audit-Id: 17, Retry-After: 1")));
}

TEST_F(LogPolicyTest, ShowsWhyThereWasNoAnswer) {
  EXPECT_THROW(
      send({.path = "/x"}, [](const Request&) -> Response { throw TransportError("reset", true); }),
      TransportError);
  EXPECT_THROW(send({.path = "/x"}, [](const Request&) -> Response { throw Stopped("stop"); }),
               Stopped);
  EXPECT_THAT(lines, ElementsAre(Pair(LogLevel::debug, "GET /x -> reset (0 ms)"),
                                 Pair(LogLevel::debug, "GET /x -> stopped (0 ms)")));
}

TEST_F(LogPolicyTest, HeadersCannotForgeLines) {
  send({.path = "/x"}, [](const Request&) { return answer(200, {{"Audit-Id", "1\nGET /y"}}); });
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_THAT(lines[0].second, Not(HasSubstr("\n")));
}

TEST_F(LogPolicyTest, SaysNothingWithoutDebug) {
  config = {};
  std::ostringstream text;
  std::streambuf* const before = std::clog.rdbuf(text.rdbuf());
  send({.path = "/x"}, [](const Request&) { return answer(200); });
  std::clog.rdbuf(before);
  EXPECT_EQ(text.str(), "");
}

TEST_F(LogPolicyTest, LoggerThatThrowsEndsNothing) {
  config.logger = [](LogLevel, std::string_view) { throw std::runtime_error("disk full"); };
  EXPECT_NO_THROW(send({.path = "/x"}, [](const Request&) { return answer(200); }));
}

TEST_F(LogPolicyTest, LinesGoToClogWithoutALogger) {
  config.logger = nullptr;
  std::ostringstream text;
  std::streambuf* const before = std::clog.rdbuf(text.rdbuf());
  send({.path = "/x"}, [](const Request&) { return answer(200); });
  std::clog.rdbuf(before);
  EXPECT_EQ(text.str(), "k8s: debug: GET /x -> 200 (0 ms)\n");
}

}  // namespace
}  // namespace k8s::detail
