#include "auth/proxy.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/environment.hpp"
#include "support/message.hpp"

namespace k8s::auth {
namespace {

using testing::EnvironmentVariable;
using testing::message_of;

/// No variable of the environment in which the tests run counts.
class ProxyTest : public ::testing::Test {
 protected:
  static std::string proxy_for(const std::string& server, const std::string& given = {}) {
    Config config;
    config.api_server = server;
    config.proxy_url = given;
    return proxy_of(config);
  }

  EnvironmentVariable https{"HTTPS_PROXY", {}};
  EnvironmentVariable https_low{"https_proxy", {}};
  EnvironmentVariable http{"HTTP_PROXY", {}};
  EnvironmentVariable http_low{"http_proxy", {}};
  EnvironmentVariable none{"NO_PROXY", {}};
  EnvironmentVariable none_low{"no_proxy", {}};
  EnvironmentVariable all{"ALL_PROXY", "http://all:1"};
  EnvironmentVariable method{"REQUEST_METHOD", {}};
};

TEST_F(ProxyTest, IsNoneUnlessTheEnvironmentNamesOne) {
  EXPECT_EQ(proxy_for("https://cluster:6443"), "");
  EXPECT_EQ(proxy_for("http://cluster"), "");
}

TEST_F(ProxyTest, GoesByTheScheme) {
  https.set("http://secure:1");
  http.set("http://plain:2");
  EXPECT_EQ(proxy_for("https://cluster:6443"), "http://secure:1");
  EXPECT_EQ(proxy_for("http://cluster"), "http://plain:2");
}

TEST_F(ProxyTest, MayBeInLowerCaseOrWithoutAScheme) {
  https_low.set("proxy:3128");
  http_low.set("socks5://proxy:1080");
  EXPECT_EQ(proxy_for("https://cluster"), "http://proxy:3128");
  EXPECT_EQ(proxy_for("http://cluster"), "socks5://proxy:1080");
}

TEST_F(ProxyTest, ItsSchemeMayBeInUpperCase) {
  EXPECT_EQ(proxy_for("https://cluster", "HTTPS://Me@Proxy:1"), "https://Me@Proxy:1");
}

TEST_F(ProxyTest, OfTheHeaderOfACgiRequestIsNoProxy) {
  http.set("http://attacker:1");
  https.set("http://secure:1");
  method.set("GET");
  EXPECT_EQ(proxy_for("http://cluster"), "");
  EXPECT_EQ(proxy_for("https://cluster"), "http://secure:1");
}

TEST_F(ProxyTest, OfTheConfigurationWins) {
  https.set("http://other:1");
  none.set("*");
  EXPECT_EQ(proxy_for("https://cluster", "https://proxy:2"), "https://proxy:2");
}

TEST_F(ProxyTest, IsPassedByForWhatNoProxyNames) {
  https.set("http://proxy:1");
  struct Case {
    const char* no_proxy;
    const char* server;
    bool direct;
  };
  const std::vector<Case> table{
      {"", "https://localhost:6443", true},
      {"", "https://127.0.0.1:6443", true},
      {"", "https://127.9.9.9", true},
      {"", "https://[::1]:6443", true},
      {"", "https://10.0.0.1", false},
      {"*", "https://anything", true},
      {"a, *", "https://anything", true},
      {"example.com", "https://example.com:6443", true},
      {"example.com", "https://api.EXAMPLE.com", true},
      {"example.com", "https://notexample.com", false},
      {"example.com", "https://example.com.org", false},
      {".example.com", "https://api.example.com", true},
      {".example.com", "https://example.com", false},
      {"*.example.com", "https://api.example.com", true},
      {"*.example.com", "https://example.com", false},
      {"EXAMPLE.com", "https://example.com", true},
      {"example.com:6443", "https://example.com:6443", true},
      {"example.com:6443", "https://example.com", false},
      {"example.com:443", "https://example.com", true},
      {"a.b , example.com ,", "https://example.com", true},
      {"10.0.0.1", "https://10.0.0.1:6443", true},
      {"10.0.0.1:6443", "https://10.0.0.1:6443", true},
      {"10.0.0.1:443", "https://10.0.0.1:6443", false},
      {"10.0.0.1", "https://10.0.0.11", false},
      {"10.0.0.0/8", "https://10.255.3.4:6443", true},
      {"10.0.0.0/8", "https://11.0.0.1", false},
      {"10.0.0.0/15", "https://10.1.0.1", true},
      {"10.0.0.0/15", "https://10.2.0.1", false},
      {"10.0.0.0/33", "https://10.0.0.1", false},
      {"10.0.0.0/x", "https://10.0.0.1", false},
      {"0.0.0.0/0", "https://10.0.0.1", true},
      {"0.0.0.0/0", "https://[fd00::1]", false},
      {"fd00::/8", "https://[fd12::1]:6443", true},
      {"fd00::/8", "https://[fe80::1]:6443", false},
      {"fd00::1", "https://[fd00:0::1]", true},
      {"[fd00::1]:6443", "https://[fd00::1]:6443", true},
      {"[fd00::1]:6443", "https://[fd00::1]", false},
      {"10.0.0.0/8", "https://ten.example.com", false},
      {"0.0.1", "https://10.0.0.1", false},
      {":6443", "https://cluster:6443", false},
      {",,", "https://cluster", false},
  };
  for (const auto& [no_proxy, server, direct] : table) {
    none.set(no_proxy);
    EXPECT_EQ(proxy_for(server), direct ? "" : "http://proxy:1") << no_proxy << " " << server;
  }
}

TEST_F(ProxyTest, ErrorsNameWhereItComesFromAndShowNoPassword) {
  constexpr const char* remedy =
      " is no URL of a proxy: write it as http://HOST:PORT, https://HOST:PORT or "
      "socks5://HOST:PORT";
  for (const char* url : {"ftp://me:hunter2@proxy", "proxy:1", "http://", "socks4://proxy",
                          "http://me:hunter2@pro xy", "http://proxy:99999", "http://[::1",
                          "http:///proxy", "http://proxy:port", "http://proxy\n"}) {
    EXPECT_EQ(message_of([&] { (void)proxy_for("https://cluster", url); }),
              "proxy_url" + std::string(remedy));
  }
  https_low.set("ftp://me:hunter2@proxy");
  EXPECT_EQ(message_of([&] { (void)proxy_for("https://cluster"); }),
            "https_proxy" + std::string(remedy));
}

}  // namespace
}  // namespace k8s::auth
