#include "http/retry_policy.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/error.hpp>

#include "support/lambda_transport.hpp"
#include "support/step_clock.hpp"

namespace k8s::detail {
namespace {

using k8s::testing::answer;
using k8s::testing::StepClock;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class RetryPolicyTest : public ::testing::Test {
 protected:
  using Step = std::function<Response()>;

  static Step status(int code, Headers headers = {}) {
    return [=] { return answer(code, headers); };
  }
  static Step broken(bool may_have_been_done) {
    return [=]() -> Response { throw TransportError("reset", may_have_been_done); };
  }

  /// Sends a request that meets these steps one after another, the last one for ever.
  Response send(std::vector<Step> steps, Idempotency idempotency,
                std::optional<milliseconds> deadline = {}) {
    Request request{.path = "/x",
                    .target = {.verb = "get", .kind = "Pod", .name = "a"},
                    .idempotency = idempotency};
    request.stop = stop.get_token();
    if (deadline) request.deadline = clock->now() + *deadline;
    tries = 0;
    return k8s::testing::pipeline_of(
               std::make_unique<RetryPolicy>(std::make_shared<Config>(config), clock,
                                             [this] { return fraction; }),
               [&](const Request&) {
                 const std::size_t step = std::min(tries++, steps.size() - 1);
                 return steps[step]();
               })
        .send(request);
  }
  Response send_safe(std::vector<Step> steps, std::optional<milliseconds> deadline = {}) {
    return send(std::move(steps), Idempotency::safe, deadline);
  }
  Response send_unsafe(std::vector<Step> steps) {
    return send(std::move(steps), Idempotency::unsafe);
  }

  std::shared_ptr<StepClock> clock = std::make_shared<StepClock>();
  Config config{};
  double fraction = 0.0;
  std::stop_source stop{};
  std::size_t tries = 0;
};

TEST_F(RetryPolicyTest, AnswersPassAtOnce) {
  for (const int code : {200, 201, 301, 400, 401, 403, 404, 405, 409, 410, 422, 501}) {
    const Response response = send_safe({status(code, {{"Retry-After", "1"}})});
    EXPECT_EQ(response.status, code);
    EXPECT_EQ(response.attempts, 1);
    EXPECT_FALSE(response.replayed);
    EXPECT_EQ(tries, 1U);
  }
  EXPECT_THAT(clock->slept, IsEmpty());
}

TEST_F(RetryPolicyTest, SafeRequestsAreRepeatedAfterWhatMayPass) {
  for (const int code : {429, 500, 502, 503, 504}) {
    const Response response = send_safe({status(code), status(code), status(200)});
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.attempts, 3);
    EXPECT_EQ(response.replayed, code != 429) << code;
  }
}

TEST_F(RetryPolicyTest, UnsafeRequestsAreRepeatedOnlyIfTheServerAsks) {
  for (const int code : {429, 503}) {
    EXPECT_EQ(send_unsafe({status(code), status(201)}).status, code) << "a bare one means no";
    EXPECT_EQ(tries, 1U);
    EXPECT_EQ(send_unsafe({status(code, {{"Retry-After", "1"}}), status(201)}).status, 201);
  }
  for (const int code : {500, 502, 504}) {
    EXPECT_EQ(send_unsafe({status(code, {{"Retry-After", "1"}}), status(201)}).status, code);
    EXPECT_EQ(tries, 1U) << "it may have been done";
  }
}

TEST_F(RetryPolicyTest, BrokenConnectionsAreRepeatedIfThatIsSafe) {
  EXPECT_EQ(send_safe({broken(true), status(200)}).status, 200);
  EXPECT_EQ(send_unsafe({broken(false), status(201)}).status, 201);
  EXPECT_THROW(send_unsafe({broken(true), status(201)}), TransportError);
  EXPECT_EQ(tries, 1U);
}

TEST_F(RetryPolicyTest, SaysWhetherAnEarlierTryMayHaveBeenDone) {
  EXPECT_TRUE(send_safe({broken(true), status(404)}).replayed);
  EXPECT_FALSE(send_safe({broken(false), status(404)}).replayed);
  EXPECT_TRUE(send_safe({broken(true), broken(false), status(409)}).replayed);
  EXPECT_TRUE(send_unsafe({status(503, {{"Retry-After", "0"}}), status(409)}).replayed);
}

TEST_F(RetryPolicyTest, ErrorTellsTheTriesAndWhetherAnyMayHaveBeenDone) {
  try {
    send_safe({broken(true), broken(false)});
    FAIL();
  } catch (const TransportError& error) {
    EXPECT_STREQ(error.what(), "reset (tried 5 times)");
    EXPECT_TRUE(error.may_have_been_done());
  }
  EXPECT_EQ(tries, 5U);
}

TEST_F(RetryPolicyTest, ErrorTellsTheLastAnswerThatItMayHide) {
  const auto refused = [] {
    return answer(504, {}, R"({"kind":"Status","message":"Too large resource version"})");
  };
  try {
    send_safe({refused, broken(true)});
    FAIL();
  } catch (const TransportError& error) {
    EXPECT_STREQ(error.what(),
                 "reset (tried 6 times); the last answer was 504: Too large resource version");
  }
}

TEST_F(RetryPolicyTest, ErrorKeepsItsType) {
  EXPECT_THROW(send_safe({[]() -> Response { throw Timeout("slow", true); }}), Timeout);
  struct Custom : TransportError {
    using TransportError::TransportError;
  };
  EXPECT_THROW(send_unsafe({[]() -> Response { throw Custom("own", true); }}), Custom);
}

TEST_F(RetryPolicyTest, BadCertificatesAreNotTriedAgain) {
  EXPECT_THROW(send_safe({[]() -> Response { throw TlsError("expired", false); }}), TlsError);
  EXPECT_EQ(tries, 1U);
}

TEST_F(RetryPolicyTest, OtherErrorsPass) {
  EXPECT_THROW(send_safe({[]() -> Response { throw Stopped("stop"); }}), Stopped);
  EXPECT_THROW(send_safe({[]() -> Response { throw ConfigError("no token"); }}), ConfigError);
  EXPECT_EQ(tries, 1U);
}

TEST_F(RetryPolicyTest, PausesGrowToTheLongestAndEndWithTheTenthRetry) {
  config.retry_limits.patience = std::chrono::hours(1);
  fraction = 0.999999;
  EXPECT_EQ(send_safe({status(503)}).status, 503);
  EXPECT_EQ(tries, 11U);
  EXPECT_THAT(clock->slept,
              ElementsAre(milliseconds(99), milliseconds(199), milliseconds(399), milliseconds(799),
                          milliseconds(1599), milliseconds(3199), milliseconds(6399),
                          milliseconds(9999), milliseconds(9999), milliseconds(9999)));
}

TEST_F(RetryPolicyTest, PausesAreShortenedAtRandomByUpToHalf) {
  fraction = 0.0;
  send_safe({status(503), status(503), status(200)});
  EXPECT_THAT(clock->slept, ElementsAre(milliseconds(50), milliseconds(100)));
}

TEST_F(RetryPolicyTest, PausesVaryWithoutAnInjectedSource) {
  config.retry_limits.first_pause = seconds(9);
  const auto pause = [&] {
    clock->slept.clear();
    int count = 0;
    k8s::testing::pipeline_of(
        std::make_unique<RetryPolicy>(std::make_shared<Config>(config), clock),
        [&](const Request&) { return answer(count++ == 0 ? 429 : 200); })
        .send({.idempotency = Idempotency::safe});
    return clock->slept.at(0);
  };
  std::vector<milliseconds> pauses;
  for (int i = 0; i < 20; ++i) {
    pauses.push_back(pause());
    EXPECT_GE(pauses.back(), milliseconds(4500));
    EXPECT_LE(pauses.back(), milliseconds(9000));
  }
  EXPECT_FALSE(std::ranges::all_of(pauses, [&](auto each) { return each == pauses[0]; }));
}

TEST_F(RetryPolicyTest, CanBeTurnedOff) {
  config.retry_limits.retries = 0;
  EXPECT_EQ(send_safe({status(503, {{"Retry-After", "1"}}), status(200)}).status, 503);
  EXPECT_THROW(send_safe({broken(false), status(200)}), TransportError);
  EXPECT_EQ(tries, 1U);
}

TEST_F(RetryPolicyTest, RetryAfterIsNeverCutShort) {
  for (const double any : {0.0, 0.999}) {
    clock->slept.clear();
    fraction = any;
    send_unsafe({status(429, {{"Retry-After", "7"}}), status(200)});
    ASSERT_THAT(clock->slept, SizeIs(1));
    EXPECT_GE(clock->slept[0], seconds(7));
    EXPECT_LT(clock->slept[0], seconds(8));
  }
}

TEST_F(RetryPolicyTest, RetryAfterMayBeADate) {
  // The clock stands at Sun, 06 Nov 1994 08:49:37 GMT.
  send_unsafe({status(503, {{"Retry-After", "Sun, 06 Nov 1994 08:49:42 GMT"}}), status(200)});
  EXPECT_THAT(clock->slept, ElementsAre(seconds(5)));
}

TEST_F(RetryPolicyTest, RetryAfterIsCapped) {
  send_unsafe({status(503, {{"Retry-After", "86400"}}), status(200)});
  EXPECT_THAT(clock->slept, ElementsAre(seconds(60)));
}

TEST_F(RetryPolicyTest, NoRetryBeginsAfterTheDeadline) {
  EXPECT_EQ(send_safe({status(503, {{"Retry-After", "5"}}), status(200)}, seconds(5)).status, 503);
  EXPECT_THAT(clock->slept, IsEmpty()) << "waiting would be in vain";
  EXPECT_EQ(send_safe({status(503, {{"Retry-After", "5"}}), status(200)}, seconds(6)).status, 200);
}

TEST_F(RetryPolicyTest, PatienceEndsWithoutADeadline) {
  const Response response = send_safe({status(503, {{"Retry-After", "50"}})});
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.attempts, 3);
}

TEST_F(RetryPolicyTest, PatienceMayHaveNoEnd) {
  config.retry_limits.patience = std::chrono::milliseconds::max();
  EXPECT_EQ(send_safe({status(503), status(200)}).status, 200);
}

TEST_F(RetryPolicyTest, SilentServersAreNotWaitedForAsLong) {
  const Step timeout = [&]() -> Response {
    clock->advance(seconds(20));
    throw Timeout("no answer in 20 s", true);
  };
  EXPECT_THROW(send_safe({timeout}), Timeout);
  EXPECT_EQ(tries, 2U);
  EXPECT_THROW(send_safe({timeout}, std::chrono::minutes(10)), Timeout);
  EXPECT_EQ(tries, 5U) << "the caller's deadline decides";
}

TEST_F(RetryPolicyTest, NothingIsSentWhenTheTimeIsOverAlready) {
  for (const milliseconds deadline : {milliseconds(0), milliseconds(-1)}) {
    try {
      send_safe({status(200)}, deadline);
      FAIL() << "nothing was thrown";
    } catch (const Timeout& error) {
      EXPECT_STREQ(error.what(), "get Pod a: no time was left to send it");
      EXPECT_FALSE(error.may_have_been_done());
    }
    EXPECT_EQ(tries, 0U);
  }
}

TEST_F(RetryPolicyTest, StopEndsTheWait) {
  clock->on_sleep = [&] { stop.request_stop(); };
  try {
    send_safe({status(503), status(200)});
    FAIL();
  } catch (const Stopped& error) {
    EXPECT_STREQ(error.what(), "get Pod a: stopped while waiting to try again, after 503");
  }
  EXPECT_EQ(tries, 1U);
}

TEST_F(RetryPolicyTest, EachRetryIsLogged) {
  std::vector<std::string> lines;
  config.debug = true;
  config.logger = [&](LogLevel, std::string_view line) { lines.emplace_back(line); };
  send_safe({status(503), broken(true), status(200)});
  EXPECT_THAT(lines, ElementsAre("get Pod a: again in 50 ms, after 503",
                                 "get Pod a: again in 100 ms, after reset"));
}

}  // namespace
}  // namespace k8s::detail
