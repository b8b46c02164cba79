#include "http/metrics_policy.hpp"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/error.hpp>

#include "client_core.hpp"
#include "support/lambda_transport.hpp"
#include "support/step_clock.hpp"

namespace k8s::detail {
namespace {

using namespace std::chrono_literals;
using k8s::testing::answer;
using k8s::testing::LambdaTransport;
using k8s::testing::StepClock;
using ::testing::ElementsAre;

/// Remembers what it is told, as lines.
class Lines : public Metrics {
 public:
  void try_began(const MetricLabels& labels) override { add("began", labels); }
  void try_ended(const TryMetrics& metrics) override {
    add("ended " + std::to_string(metrics.status) + " after " + text(metrics.latency) + " sent " +
            std::to_string(metrics.transfer.bytes_sent),
        metrics.labels);
  }
  void retried(const RetryMetrics& metrics) override {
    add("again after " + std::to_string(metrics.status) + " in " + text(metrics.pause),
        metrics.labels);
  }
  void stream_ended(const StreamMetrics& metrics) override {
    add("stream of " + std::to_string(metrics.bytes) + " in " + text(metrics.duration),
        metrics.labels);
  }
  void credentials_refreshed(bool after_refusal) override {
    lines.emplace_back(after_refusal ? "refused credentials" : "new credentials");
  }

  std::vector<std::string> lines{};

 private:
  static std::string text(std::chrono::nanoseconds time) {
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time).count()) +
           " ms";
  }
  void add(const std::string& what, const MetricLabels& labels) {
    lines.push_back(what + ": " + std::string(to_string(labels.method)) + ' ' +
                    std::string(labels.verb) + ' ' + std::string(labels.kind));
  }
};

class MetricsPolicyTest : public ::testing::Test {
 protected:
  ClientCore core(LambdaTransport::Function function) {
    config.metrics = metrics;
    config.retry_limits.first_pause = 0ms;
    return {config, std::make_shared<LambdaTransport>(std::move(function)), clock};
  }
  static Request request() {
    return {.path = "/x",
            .target = {.verb = "get", .kind = "Pod", .name = "a"},
            .idempotency = Idempotency::safe};
  }

  std::shared_ptr<StepClock> clock = std::make_shared<StepClock>();
  std::shared_ptr<Lines> metrics = std::make_shared<Lines>();
  Config config{};
};

TEST_F(MetricsPolicyTest, TellsEachTryAndEachRetry) {
  int count = 0;
  const auto client = core([&](const Request&) {
    clock->advance(12ms);
    if (++count == 2) throw TransportError("reset", true);
    Response response = answer(count == 1 ? 503 : 200);
    response.transfer.bytes_sent = 77;
    return response;
  });
  EXPECT_EQ(client.send(request()).status, 200);
  EXPECT_THAT(
      metrics->lines,
      ElementsAre("began: GET get Pod", "ended 503 after 12 ms sent 77: GET get Pod",
                  "again after 503 in 0 ms: GET get Pod", "began: GET get Pod",
                  "ended 0 after 12 ms sent 0: GET get Pod", "again after 0 in 0 ms: GET get Pod",
                  "began: GET get Pod", "ended 200 after 12 ms sent 77: GET get Pod"));
}

TEST_F(MetricsPolicyTest, TellsTheEndOfAStream) {
  struct Stream : BodyStream {
    End read(std::string& chunk) override {
      if (std::exchange(read_, true)) return End::clean;
      chunk += "12345";
      return End::none;
    }
    bool read_ = false;
  };
  const auto client = core([&](const Request&) {
    Response response = answer(200);
    response.stream = std::make_unique<Stream>();
    return response;
  });
  {
    const Response response = client.send(request());
    std::string chunk = "before";
    while (response.stream->read(chunk) == BodyStream::End::none) {
    }
    EXPECT_EQ(chunk, "before12345");
    clock->advance(3s);
  }
  EXPECT_THAT(metrics->lines,
              ElementsAre("began: GET get Pod", "ended 200 after 0 ms sent 0: GET get Pod",
                          "stream of 5 in 3000 ms: GET get Pod"));
}

TEST_F(MetricsPolicyTest, TellsNewCredentials) {
  struct Source : TokenSource {
    std::string token() override { return tokens.at(at); }
    void refused(std::string_view /*token*/) override { ++at; }
    std::vector<std::string> tokens{"one", "two", "three"};
    std::size_t at = 0;
  };
  const auto source = std::make_shared<Source>();
  config.api_token_source = source;
  const auto client = core([&](const Request& each) {
    return answer(*each.headers.find("Authorization") == "Bearer two" ? 401 : 200);
  });
  (void)client.send(request());
  (void)client.send(request());
  source->at = 1;
  (void)client.send(request());
  std::erase_if(metrics->lines,
                [](const std::string& line) { return line.find("credentials") == line.npos; });
  EXPECT_THAT(metrics->lines, ElementsAre("new credentials", "refused credentials"));
}

TEST_F(MetricsPolicyTest, WhatThrowsEndsNothing) {
  struct Bad : Metrics {
    void try_began(const MetricLabels&) override { throw std::runtime_error("full"); }
    void try_ended(const TryMetrics&) override { throw std::runtime_error("full"); }
  };
  config.metrics = std::make_shared<Bad>();
  const ClientCore client(
      config, std::make_shared<LambdaTransport>([](const Request&) { return answer(200); }), clock);
  EXPECT_EQ(client.send(request()).status, 200);
}

}  // namespace
}  // namespace k8s::detail
