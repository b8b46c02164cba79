#include <k8s/client.hpp>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/config.hpp>
#include <k8s/error.hpp>
#include <k8s/testing/scoped_client.hpp>

#include "client_core.hpp"
#include "support/in_fork.hpp"
#include "support/lambda_transport.hpp"

namespace k8s {
namespace {

using testing::answer;
using ::testing::HasSubstr;
using testing::in_fork;
using testing::LambdaTransport;
using testing::ScopedClient;

/// Puts config() back as it was.
class DefaultClientTest : public ::testing::Test {
 protected:
  DefaultClientTest() { config().api_server = "http://127.0.0.1:1"; }
  ~DefaultClientTest() override { config() = before_; }

 private:
  Config before_ = config();
};

TEST(ClientTest, SendsThroughItsTransportWithItsCredentials) {
  std::string credentials;
  const Client client(Config{.api_token = "abc"},
                      std::make_shared<LambdaTransport>([&](const Request& request) {
                        credentials = *request.headers.find("Authorization");
                        return answer(204);
                      }));
  EXPECT_EQ(client.core()->send({.path = "/"}).status, 204);
  EXPECT_EQ(credentials, "Bearer abc");
  EXPECT_EQ(client.config().api_token, "abc");
}

TEST(ClientTest, SaysWhoTheProgramIs) {
  std::string agent;
  const Client client(Config{.user_agent = "me/1"},
                      std::make_shared<LambdaTransport>([&](const Request& request) {
                        agent = *request.headers.find("User-Agent");
                        return answer(204);
                      }));
  client.raw(Method::get, "/");
  EXPECT_EQ(agent, "me/1");
}

TEST(ClientTest, CopiesShareTheConnection) {
  const Client client(Config{.api_server = "http://127.0.0.1:1"});
  const Client copy = client;
  EXPECT_EQ(copy.core(), client.core());
}

TEST(ClientTest, BadConfigurationsAreRefusedAtOnce) {
  EXPECT_THROW(Client(Config{.api_server = "no url"}), ConfigError);
  EXPECT_THROW(Client(Config{.verify_ssl = "/does/not/exist.pem"}), ConfigError);
  EXPECT_THROW(Client(Config{.api_token = "a\nb"}), ConfigError);
  EXPECT_THROW(Client(Config{.user_agent = "a\nb"}), ConfigError);
  EXPECT_THROW(Client(Config{}, nullptr), ConfigError);
}

TEST_F(DefaultClientTest, IsTheSameUntilConfigChanges) {
  const auto first = Client().core();
  EXPECT_EQ(Client().core(), first);
  EXPECT_EQ(config().api_server, "http://127.0.0.1:1");
  EXPECT_EQ(Client().core(), first) << "config() was called, but nothing was changed";
  config().timeout = std::chrono::seconds(3);
  const auto second = Client().core();
  EXPECT_NE(second, first);
  EXPECT_EQ(Client().config().timeout, std::chrono::seconds(3));
  EXPECT_NE(first->config().timeout, std::chrono::seconds(3)) << "what runs keeps its client";
}

TEST_F(DefaultClientTest, FailureLastsUntilConfigIsRight) {
  const auto first = Client().core();
  config().api_server = "ftp://x";
  EXPECT_THROW((void)Client().core(), ConfigError);
  EXPECT_THROW((void)Client().core(), ConfigError) << "not the client of an outdated config()";
  config().api_server = "http://127.0.0.1:2";
  EXPECT_EQ(Client().config().api_server, "http://127.0.0.1:2");
}

TEST_F(DefaultClientTest, IsMadeOnceForAllThreads) {
  config().source = "threads";
  std::vector<std::shared_ptr<detail::ClientCore>> cores(8);
  {
    std::vector<std::jthread> threads;
    for (auto& core : cores) threads.emplace_back([&core] { core = Client().core(); });
  }
  for (const auto& core : cores) EXPECT_EQ(core, cores[0]);
}

TEST_F(DefaultClientTest, MayBeUsedInTheChildOfAFork) {
  const auto core = Client().core();
  EXPECT_EQ(in_fork([&] { return Client().core() == core ? 0 : 1; }), 0);
}

TEST_F(DefaultClientTest, ScopedClientTakesItsPlace) {
  const auto usual = Client().core();
  const auto client_of = [](const char* source) {
    return Client(Config{.source = source},
                  std::make_shared<LambdaTransport>([](const Request&) { return answer(200); }));
  };
  {
    const ScopedClient outer(client_of("outer"));
    EXPECT_EQ(Client().config().source, "outer");
    config().api_server = "http://127.0.0.1:3";
    EXPECT_EQ(Client().config().source, "outer");
    {
      const ScopedClient inner(client_of("inner"));
      EXPECT_EQ(Client().config().source, "inner");
    }
    EXPECT_EQ(Client().config().source, "outer");
  }
  EXPECT_EQ(Client().config().api_server, "http://127.0.0.1:3") << "changed meanwhile";
  EXPECT_NE(Client().core(), usual);
}

}  // namespace
}  // namespace k8s
