#include "http/auth_policy.hpp"

#include <atomic>
#include <barrier>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/error.hpp>

#include "support/lambda_transport.hpp"

namespace k8s::detail {
namespace {

using k8s::testing::answer;
using k8s::testing::pipeline_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// Gives token-0, and after each refusal the next one.
class CountingSource : public TokenSource {
 public:
  std::string token() override { return prefix + std::to_string(generation_); }
  void refused(std::string_view token) override {
    const std::lock_guard lock(mutex_);
    refused_.emplace_back(token);
    if (rotates) ++generation_;
  }
  std::vector<std::string> refused_tokens() const {
    const std::lock_guard lock(mutex_);
    return refused_;
  }

  bool rotates = true;
  std::string prefix = "token-";

 private:
  mutable std::mutex mutex_;
  std::atomic<int> generation_ = 0;
  std::vector<std::string> refused_;
};

std::string sent(const Request& request) {
  const std::vector<std::string> values = request.headers.find_all("Authorization");
  return values.empty() ? "none" : values.size() == 1 ? values[0] : "many";
}

/// What is sent with this configuration to a server that gives these answers in turn.
std::vector<std::string> exchange(const Config& config, std::vector<int> statuses,
                                  Response* last = nullptr, Headers headers = {}) {
  std::vector<std::string> credentials;
  Response response =
      pipeline_of(std::make_unique<AuthPolicy>(config), [&](const Request& request) {
        credentials.push_back(sent(request));
        return answer(statuses.at(credentials.size() - 1));
      }).send({.path = "/", .headers = std::move(headers)});
  if (last != nullptr) *last = std::move(response);
  return credentials;
}

TEST(AuthPolicyTest, SendsTheToken) {
  EXPECT_THAT(exchange({.api_token = "abc"}, {200}), ElementsAre("Bearer abc"));
}

TEST(AuthPolicyTest, LineBreakAtTheEndOfATokenIsNotSent) {
  EXPECT_THAT(exchange({.api_token = "abc\r\n"}, {200}), ElementsAre("Bearer abc"));
}

TEST(AuthPolicyTest, SendsNothingIfThereIsNothing) {
  EXPECT_THAT(exchange({}, {200}), ElementsAre("none"));
}

TEST(AuthPolicyTest, NobodyElseSetsCredentials) {
  EXPECT_THAT(exchange({.api_token = "abc"}, {200}, nullptr, {{"authorization", "Bearer other"}}),
              ElementsAre("Bearer abc"));
  EXPECT_THAT(exchange({}, {200}, nullptr, {{"authorization", "Bearer other"}}),
              ElementsAre("none"));
}

TEST(AuthPolicyTest, SendsBasicAuthentication) {
  EXPECT_THAT(exchange({.username = "Aladdin", .password = "open sesame"}, {200}),
              ElementsAre("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));
}

TEST(AuthPolicyTest, SourceWinsOverTokenAndTokenOverPassword) {
  EXPECT_THAT(exchange({.api_token = "abc", .username = "u", .password = "p"}, {200}),
              ElementsAre("Bearer abc"));
  EXPECT_THAT(exchange({.api_token = "abc",
                        .api_token_source = std::make_shared<CountingSource>(),
                        .username = "u"},
                       {200}),
              ElementsAre("Bearer token-0"));
}

TEST(AuthPolicyTest, RefusedTokenIsRefreshedAndTheRequestSentOnceMore) {
  const auto source = std::make_shared<CountingSource>();
  Response last;
  EXPECT_THAT(exchange({.api_token_source = source}, {401, 200}, &last),
              ElementsAre("Bearer token-0", "Bearer token-1"));
  EXPECT_EQ(last.status, 200);
  EXPECT_EQ(last.attempts, 2);
  EXPECT_FALSE(last.replayed) << "what was refused was not done";
  EXPECT_THAT(source->refused_tokens(), ElementsAre("token-0"));
}

TEST(AuthPolicyTest, SecondRefusalStands) {
  const auto source = std::make_shared<CountingSource>();
  Response last;
  EXPECT_THAT(exchange({.api_token_source = source}, {401, 401}, &last),
              ElementsAre("Bearer token-0", "Bearer token-1"));
  EXPECT_EQ(last.status, 401);
}

TEST(AuthPolicyTest, SameTokenIsNotSentAgain) {
  const auto source = std::make_shared<CountingSource>();
  source->rotates = false;
  Response last;
  EXPECT_THAT(exchange({.api_token_source = source}, {401}, &last), ElementsAre("Bearer token-0"));
  EXPECT_EQ(last.status, 401);
  EXPECT_THAT(exchange({.api_token = "abc"}, {401}, &last), ElementsAre("Bearer abc"));
  EXPECT_EQ(last.status, 401);
}

TEST(AuthPolicyTest, LaterRefusalOfTheSameTokenIsToldAgain) {
  const auto source = std::make_shared<CountingSource>();
  source->rotates = false;
  const auto pipeline =
      pipeline_of(std::make_unique<AuthPolicy>(Config{.api_token_source = source}),
                  [](const Request&) { return answer(401); });
  pipeline.send({});
  pipeline.send({});
  EXPECT_THAT(source->refused_tokens(), ElementsAre("token-0", "token-0"))
      << "the source may have a fresh one by now";
}

TEST(AuthPolicyTest, ForbiddenIsNotAnsweredWithOtherCredentials) {
  const auto source = std::make_shared<CountingSource>();
  EXPECT_THAT(exchange({.api_token_source = source}, {403}), ElementsAre("Bearer token-0"));
  EXPECT_THAT(source->refused_tokens(), IsEmpty());
}

TEST(AuthPolicyTest, RefusalOfManyIsToldOnce) {
  constexpr int count = 8;
  const auto source = std::make_shared<CountingSource>();
  std::barrier all_sent(count);
  const auto pipeline =
      pipeline_of(std::make_unique<AuthPolicy>(Config{.api_token_source = source}),
                  [&](const Request& request) {
                    if (sent(request) != "Bearer token-0") return answer(200);
                    all_sent.arrive_and_wait();
                    return answer(401);
                  });
  std::atomic<int> succeeded = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < count; ++i) {
      threads.emplace_back([&] {
        if (pipeline.send({}).status == 200) ++succeeded;
      });
    }
  }
  EXPECT_EQ(succeeded, count);
  EXPECT_THAT(source->refused_tokens(), ElementsAre("token-0"));
}

TEST(AuthPolicyTest, RefreshedTokenThatIsRefusedInTurnIsToldToo) {
  const auto source = std::make_shared<CountingSource>();
  const auto pipeline = pipeline_of(
      std::make_unique<AuthPolicy>(Config{.api_token_source = source}),
      [](const Request& request) { return answer(sent(request) == "Bearer token-2" ? 200 : 401); });
  EXPECT_EQ(pipeline.send({}).status, 401);
  EXPECT_EQ(pipeline.send({}).status, 200);
  EXPECT_THAT(source->refused_tokens(), ElementsAre("token-0", "token-1"));
}

TEST(AuthPolicyTest, WhatCannotStandInAHeaderIsRefused) {
  for (const char* bad : {"a b", "a\nX-Evil: 1", "a\tb", "\xC3\xBC"}) {
    try {
      const AuthPolicy policy(Config{.api_token = bad});
      FAIL() << bad;
    } catch (const ConfigError& error) {
      EXPECT_THAT(error.what(), Not(HasSubstr(bad)));
    }
  }
  EXPECT_THROW(AuthPolicy(Config{.username = "a:b"}), ConfigError);
}

TEST(AuthPolicyTest, SourceThatGivesNoTokenIsAnError) {
  class EmptySource : public TokenSource {
    std::string token() override { return "\n"; }
  };
  EXPECT_THROW(exchange({.api_token_source = std::make_shared<EmptySource>()}, {200}), ConfigError);
}

TEST(AuthPolicyTest, EchoedCredentialsAreRemoved) {
  const auto echo = [](const Config& config, int status) {
    return pipeline_of(std::make_unique<AuthPolicy>(config),
                       [&](const Request& request) {
                         return answer(status, {}, sent(request) + '|' + sent(request));
                       })
        .send({})
        .body;
  };
  EXPECT_EQ(echo({.api_token = "very-secret-token"}, 502), "Bearer [redacted]|Bearer [redacted]");
  EXPECT_EQ(echo({.username = "user", .password = "hunter2"}, 502),
            "Basic [redacted]|Basic [redacted]");
  EXPECT_EQ(echo({.api_token_source = std::make_shared<CountingSource>()}, 502),
            "Bearer token-0|Bearer token-0")
      << "too short to be told from other text";
  const auto source = std::make_shared<CountingSource>();
  source->prefix = "very-secret-token-";
  EXPECT_EQ(echo({.api_token_source = source}, 401), "Bearer [redacted]|Bearer [redacted]");
  EXPECT_EQ(echo({.api_token = "very-secret-token"}, 200),
            "Bearer very-secret-token|Bearer very-secret-token")
      << "an object is the user's own";
}

/// Certificates, with or without a token beside them, that change when a token is refused.
class Plugin : public TokenSource, public CertificateSource {
 public:
  std::string token() override { return prefix.empty() ? "" : prefix + "-token"; }
  void refused(std::string_view token) override {
    EXPECT_EQ(token, this->token());
    ++refusals;
    if (rotates) now_ = std::make_shared<const ClientCertificate>();
  }
  std::shared_ptr<const ClientCertificate> certificate() override { return now_; }

  std::string prefix;
  bool rotates = true;
  int refusals = 0;

 private:
  std::shared_ptr<const ClientCertificate> now_ = std::make_shared<const ClientCertificate>();
};

TEST(AuthPolicyTest, ACertificateMayStandInForTheToken) {
  const auto plugin = std::make_shared<Plugin>();
  Config config;
  config.api_token_source = plugin;
  EXPECT_THROW(exchange(config, {200}), ConfigError);
  config.cert_source = plugin;
  EXPECT_THAT(exchange(config, {200}), ElementsAre("none"));
  plugin->prefix = "a";
  EXPECT_THAT(exchange(config, {200}), ElementsAre("Bearer a-token"));
}

TEST(AuthPolicyTest, After401ANewCertificateIsWorthAnotherTry) {
  const auto plugin = std::make_shared<Plugin>();
  Config config;
  config.api_token_source = plugin;
  config.cert_source = plugin;
  EXPECT_THAT(exchange(config, {401, 200}), ElementsAre("none", "none"));
  EXPECT_EQ(plugin->refusals, 1);
  plugin->rotates = false;
  EXPECT_THAT(exchange(config, {401, 200}), ElementsAre("none"));
}

}  // namespace
}  // namespace k8s::detail
