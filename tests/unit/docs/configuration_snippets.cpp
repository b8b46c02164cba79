// The code of docs/configuration.md.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <mutex>
#include <optional>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <k8s/client.hpp>
#include <k8s/config.hpp>
#include <k8s/error.hpp>

#include "support/environment.hpp"
#include "support/temporary_directory.hpp"

namespace {

using namespace k8s;

// [token source]
class VaultToken : public TokenSource {
 public:
  std::string token() override {
    const std::lock_guard lock(mutex_);  // any thread may ask
    if (token_.empty()) token_ = read_from_vault();
    return token_;
  }
  void refused(std::string_view token) override {  // the server answered 401
    const std::lock_guard lock(mutex_);
    if (token == token_) token_.clear();
  }

 private:
  std::string read_from_vault();
  std::mutex mutex_;
  std::string token_;
};
// [token source]

std::string VaultToken::read_from_vault() {
  return "fetched";
}

class ConfigurationPage : public ::testing::Test {
 protected:
  ConfigurationPage() {
    const std::string kubeconfig = R"(
current-context: dev
contexts:
- name: dev
  context: {cluster: dev, namespace: web}
- name: staging
  context: {cluster: staging}
clusters:
- name: dev
  cluster: {server: 'https://dev:6443'}
- name: staging
  cluster: {server: 'https://staging:6443'}
)";
    directory.write("home/.kube/config", kubeconfig);
    directory.write("staging.yaml", kubeconfig);
    directory.write("token", "secret");
    std::filesystem::current_path(directory.path());
    config() = Config();
  }
  ~ConfigurationPage() override {
    config() = Config();
    std::filesystem::current_path(before_);
  }

  k8s::testing::TemporaryDirectory directory;

 private:
  std::filesystem::path before_ = std::filesystem::current_path();
  k8s::testing::EnvironmentVariable home_{"HOME", directory.path("home")};
  k8s::testing::EnvironmentVariable list_{"KUBECONFIG", std::nullopt};
};

TEST_F(ConfigurationPage, LoadConfig) {
  std::ostringstream out;
  std::streambuf* const screen = std::cout.rdbuf(out.rdbuf());
  // [load]
  load_config();
  std::cout << config().source << '\n';  // kubeconfig /home/me/.kube/config, context dev
  // [load]
  std::cout.rdbuf(screen);
  EXPECT_EQ(out.str(), "kubeconfig " + directory.path("home/.kube/config") + ", context dev\n");
}

TEST_F(ConfigurationPage, Kubeconfig) {
  // [kubeconfig]
  load_kube_config({.path = "staging.yaml", .context = "staging"});
  // [kubeconfig]
  EXPECT_EQ(config().api_server, "https://staging:6443");
}

TEST_F(ConfigurationPage, Read) {
  // [read]
  Config staging = read_kube_config({.context = "staging"});
  staging.namespace_ = "web";
  Client client(staging);
  // [read]
  EXPECT_EQ(client.config(), staging);
  EXPECT_EQ(staging.api_server, "https://staging:6443");
  EXPECT_EQ(config().api_server, Config().api_server);
}

TEST_F(ConfigurationPage, Text) {
  const std::string text =
      "current-context: a\ncontexts: [{name: a, context: {cluster: a}}]\n"
      "clusters: [{name: a, cluster: {server: 'https://a'}}]\n";
  // [text]
  config() = parse_kube_config(text);
  // [text]
  EXPECT_EQ(config().api_server, "https://a");
}

TEST_F(ConfigurationPage, Contexts) {
  std::ostringstream out;
  std::streambuf* const screen = std::cout.rdbuf(out.rdbuf());
  // [contexts]
  for (const KubeContext& context : list_contexts()) {
    std::cout << (context.current ? "* " : "  ") << context.name << '\n';
  }
  // [contexts]
  std::cout.rdbuf(screen);
  EXPECT_EQ(out.str(), "* dev\n  staging\n");
}

TEST_F(ConfigurationPage, Plugins) {
  // [plugins]
  load_kube_config({.plugin_timeout = std::chrono::minutes(5), .plugins_may_read_input = false});
  // [plugins]
  EXPECT_EQ(config().api_server, "https://dev:6443");
}

TEST_F(ConfigurationPage, Impersonate) {
  // [impersonate]
  config().impersonate = {.user = "ann", .groups = {"developers"}};
  // [impersonate]
  EXPECT_EQ(config().impersonate.user, "ann");
}

TEST_F(ConfigurationPage, Write) {
  std::ostringstream out;
  std::streambuf* const screen = std::cout.rdbuf(out.rdbuf());
  config().api_server = "https://a";
  config().api_token = "token";
  // [write]
  std::cout << to_kubeconfig(config(), "spark");
  // [write]
  std::cout.rdbuf(screen);
  EXPECT_EQ(parse_kube_config(out.str()).api_token, "token");
}

TEST_F(ConfigurationPage, ByHand) {
  // [by hand]
  config().api_server = "https://10.0.0.1:6443";
  config().verify_ssl = "path/to/ca.crt";
  config().cert = {"path/to/client.crt", "path/to/client.key"};
  // [by hand]
  EXPECT_EQ(config().cert.key, "path/to/client.key");
}

TEST_F(ConfigurationPage, Token) {
  // [token]
  config().api_token = "a3ViZXJuZXRlczogY29tbWFuZCBub3QgZm91bmQK";
  // [token]
  // [token file]
  config().api_token_source = std::make_shared<FileTokenSource>("token");
  // [token file]
  EXPECT_EQ(config().api_token_source->token(), "secret");
  // [use token source]
  config().api_token_source = std::make_shared<VaultToken>();
  // [use token source]
  EXPECT_EQ(config().api_token_source->token(), "fetched");
  config().api_token_source->refused("fetched");
  EXPECT_EQ(config().api_token_source->token(), "fetched");
}

TEST_F(ConfigurationPage, NotVerified) {
  // [not verified]
  config().verify_ssl = false;
  // [not verified]
  EXPECT_FALSE(config().verify_ssl.verify());
}

TEST_F(ConfigurationPage, TimeLimits) {
  // [time limits]
  config().connect_timeout = std::chrono::seconds(3);
  config().timeout = std::chrono::seconds(60);
  // [time limits]
  EXPECT_EQ(config().timeout, std::chrono::minutes(1));
}

TEST_F(ConfigurationPage, Log) {
  std::ostringstream out;
  std::streambuf* const screen = std::cerr.rdbuf(out.rdbuf());
  // [log]
  config().debug = true;
  config().logger = [](LogLevel level, std::string_view line) {
    if (level >= LogLevel::warning) std::cerr << line << '\n';
  };
  // [log]
  config().logger(LogLevel::info, "quiet");
  config().logger(LogLevel::error, "loud");
  std::cerr.rdbuf(screen);
  EXPECT_EQ(out.str(), "loud\n");
}

TEST_F(ConfigurationPage, Errors) {
  std::ostringstream out;
  std::streambuf* const screen = std::cerr.rdbuf(out.rdbuf());
  // [errors]
  try {
    load_kube_config({.path = "staging.yaml", .context = "stagin"});
  } catch (const ConfigError& error) {
    std::cerr << error.what() << '\n';
    // staging.yaml: no context is named "stagin"; there is "dev", "staging"
  }
  // [errors]
  std::cerr.rdbuf(screen);
  EXPECT_EQ(out.str(),
            "staging.yaml: no context is named \"stagin\"; there is \"dev\", \"staging\"\n");
}

}  // namespace
