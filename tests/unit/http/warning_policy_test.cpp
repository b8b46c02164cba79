#include "http/warning_policy.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/lambda_transport.hpp"

namespace k8s::detail {
namespace {

using k8s::testing::answer;
using ::testing::ElementsAre;
using ::testing::Pair;

class WarningPolicyTest : public ::testing::Test {
 protected:
  using Line = std::pair<std::string, std::string>;

  WarningPolicyTest() {
    config.logger = [this](LogLevel level, std::string_view line) {
      EXPECT_EQ(level, LogLevel::warning);
      logged.emplace_back(line);
    };
  }

  void handle() {
    config.warning_handler = [this](const ServerWarning& warning) {
      handled.emplace_back(warning.request, warning.text);
    };
  }

  /// Sends one request after another with one client; each answer has these Warning headers.
  void send(const std::vector<Request>& requests, std::vector<std::string> warnings) {
    const auto pipeline = k8s::testing::pipeline_of(
        std::make_unique<WarningPolicy>(std::make_shared<Config>(config)), [&](const Request&) {
          Headers headers;
          for (const std::string& each : warnings) headers.add("warning", each);
          return answer(201, headers);
        });
    for (Request request : requests) pipeline.send(request);
  }

  static Request save(const std::string& kind, const std::string& name, bool secret = false) {
    return {.path = "/x", .target = {.verb = "save", .kind = kind, .name = name, .secret = secret}};
  }

  Config config{};
  std::vector<std::string> logged{};
  std::vector<Line> handled{};
};

TEST_F(WarningPolicyTest, GoToTheLogWithoutAHandler) {
  send({save("Pod", "a")}, {R"(299 - "unknown field \"spec.foo\"")", "299 - odd"});
  EXPECT_THAT(logged, ElementsAre("save Pod a: the server warns: unknown field \"spec.foo\"",
                                  "save Pod a: the server warns: 299 - odd"));
}

TEST_F(WarningPolicyTest, GoToTheHandlerAlone) {
  handle();
  send({save("Pod", "a")}, {R"(299 - "unknown field \"spec.foo\"")"});
  EXPECT_THAT(handled, ElementsAre(Pair("save Pod a", "unknown field \"spec.foo\"")));
  EXPECT_THAT(logged, ElementsAre());
}

TEST_F(WarningPolicyTest, AreToldOnceForEachClient) {
  handle();
  const std::vector<Request> requests{save("Pod", "a"), save("Pod", "b")};
  send(requests, {R"(299 - "one")", R"(299 - "two")", R"(299 - "one")"});
  EXPECT_THAT(handled, ElementsAre(Pair("save Pod a", "one"), Pair("save Pod a", "two")));
  handled.clear();
  send(requests, {R"(299 - "one")"});
  EXPECT_THAT(handled, ElementsAre(Pair("save Pod a", "one"))) << "another client";
}

TEST_F(WarningPolicyTest, AboutSecretsAreNotQuoted) {
  handle();
  send({save("Secret", "a", true)}, {R"(299 - "hunter2")"});
  EXPECT_THAT(handled,
              ElementsAre(Pair("save Secret a", "(left out, since it may quote the secret)")));
}

TEST_F(WarningPolicyTest, CannotForgeLines) {
  handle();
  send({save("Pod", "a")}, {"299 - \"a\nb\""});
  ASSERT_EQ(handled.size(), 1U);
  EXPECT_EQ(handled[0].second.find('\n'), std::string::npos);
}

TEST_F(WarningPolicyTest, HandlerThatThrowsEndsNothing) {
  config.warning_handler = [](const ServerWarning&) { throw std::runtime_error("full"); };
  EXPECT_NO_THROW(send({save("Pod", "a")}, {R"(299 - "one")"}));
}

}  // namespace
}  // namespace k8s::detail
