#include "http/rate_limit_policy.hpp"

#include <limits>
#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/client.hpp>
#include <k8s/config.hpp>
#include <k8s/error.hpp>

#include "support/lambda_transport.hpp"
#include "support/step_clock.hpp"

namespace k8s::detail {
namespace {

using namespace std::chrono_literals;
using k8s::testing::answer;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RateLimitPolicyTest : public ::testing::Test {
 protected:
  Pipeline limited(RateLimit limit) {
    return k8s::testing::pipeline_of(std::make_unique<RateLimitPolicy>(limit, clock),
                                     [this](const Request&) {
                                       ++sent;
                                       return answer(200);
                                     });
  }

  std::shared_ptr<k8s::testing::StepClock> clock = std::make_shared<k8s::testing::StepClock>();
  int sent = 0;
};

TEST_F(RateLimitPolicyTest, BurstPassesAtOnceThenOneAtATime) {
  const Pipeline pipeline = limited({.per_second = 10, .burst = 3});
  for (int i = 0; i < 5; ++i) pipeline.send({});
  EXPECT_THAT(clock->slept, ElementsAre(100ms, 100ms));
}

TEST_F(RateLimitPolicyTest, BucketFillsInQuietTimes) {
  const Pipeline pipeline = limited({.per_second = 10, .burst = 2});
  for (int i = 0; i < 2; ++i) pipeline.send({});
  clock->advance(100ms);
  pipeline.send({});
  EXPECT_THAT(clock->slept, IsEmpty());
  clock->advance(1h);
  for (int i = 0; i < 3; ++i) pipeline.send({});
  EXPECT_THAT(clock->slept, ElementsAre(100ms)) << "it holds no more than a burst";
}

TEST_F(RateLimitPolicyTest, StreamsPass) {
  const Pipeline pipeline = limited({.per_second = 1});
  for (int i = 0; i < 5; ++i) pipeline.send({.stream = true});
  EXPECT_THAT(clock->slept, IsEmpty());
}

TEST_F(RateLimitPolicyTest, RequestWithoutTimeToWaitTakesNothing) {
  const Pipeline pipeline = limited({.per_second = 1});
  pipeline.send({});
  Request hurried;
  hurried.deadline = clock->now() + 500ms;
  EXPECT_THROW(pipeline.send(hurried), Timeout);
  EXPECT_EQ(sent, 1);
  pipeline.send({});
  EXPECT_THAT(clock->slept, ElementsAre(1s));
}

TEST_F(RateLimitPolicyTest, CallsThatCannotWaitEndAtOnce) {
  const Client client(Config{.rate_limit = {.per_second = 0.01}},
                      std::make_shared<k8s::testing::LambdaTransport>([this](const Request&) {
                        ++sent;
                        return answer(200);
                      }));
  client.raw(Method::get, "/x");
  try {
    client.raw(Method::get, "/x", {.timeout = 10s});
    FAIL();
  } catch (const Timeout& error) {
    EXPECT_STREQ(error.what(), "GET /x: rate_limit lets it wait for longer than it may take");
  }
  EXPECT_EQ(sent, 1);
}

TEST_F(RateLimitPolicyTest, StopEndsTheWait) {
  const Pipeline pipeline = limited({.per_second = 1});
  pipeline.send({});
  std::stop_source stop;
  clock->on_sleep = [&] { stop.request_stop(); };
  Request request;
  request.stop = stop.get_token();
  EXPECT_THROW(pipeline.send(request), Stopped);
  EXPECT_EQ(sent, 1);
}

TEST_F(RateLimitPolicyTest, LimitsThatLetNothingPassAreRefused) {
  for (const RateLimit limit : {RateLimit{.per_second = -1}, RateLimit{.per_second = 1, .burst = 0},
                                RateLimit{.per_second = std::numeric_limits<double>::quiet_NaN()},
                                RateLimit{.per_second = std::numeric_limits<double>::infinity()}}) {
    EXPECT_THROW(Client(Config{.api_server = "http://127.0.0.1:1", .rate_limit = limit}),
                 ConfigError);
  }
}

}  // namespace
}  // namespace k8s::detail
