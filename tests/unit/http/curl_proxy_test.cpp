#include <atomic>
#include <chrono>
#include <cstdlib>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/error.hpp>
#include <k8s/transport.hpp>

#include "support/curl_requests.hpp"
#include "support/environment.hpp"
#include "support/scripted_server.hpp"

namespace k8s {
namespace {

using testing::failure;
using testing::get;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::ScriptedServer;
using testing::ServedConnection;

TEST(CurlProxyTest, CarriesEveryRequest) {
  std::string target;
  const ScriptedServer proxy([&](ServedConnection& connection) {
    target = connection.read()->target;
    connection.answer(200, "by proxy");
  });
  ::setenv("NO_PROXY", "*", 1);
  EXPECT_EQ(make_curl_transport({.server = "http://cluster.invalid:8080", .proxy_url = proxy.url()})
                ->send(get())
                .body,
            "by proxy");
  ::unsetenv("NO_PROXY");
  EXPECT_EQ(target, "http://cluster.invalid:8080/x");
}

TEST(CurlProxyTest, IsAskedForTheWholeUrlWhateverTheCaseOfItsOwn) {
  std::string target;
  const ScriptedServer proxy([&](ServedConnection& connection) {
    target = connection.read()->target;
    connection.answer(200);
  });
  Request request = get();
  request.query = {{"labelSelector", "a=b"}};
  (void)make_curl_transport(
      {.server = "http://cluster.invalid:8080/prefix", .proxy_url = "HTTP" + proxy.url().substr(4)})
      ->send(request);
  EXPECT_EQ(target, "http://cluster.invalid:8080/prefix/x?labelSelector=a%3Db");
}

TEST(CurlProxyTest, MayRefuse) {
  std::string target;
  const ScriptedServer proxy([&](ServedConnection& connection) {
    target = connection.read()->target;
    connection.answer(503);
  });
  const auto error =
      failure<TransportError>({.server = "https://cluster.invalid:6443", .proxy_url = proxy.url()});
  EXPECT_EQ(target, "cluster.invalid:6443");
  EXPECT_STREQ(error.what(),
               ("get Pod default/a: the proxy " + proxy.url() +
                " does not connect to https://cluster.invalid:6443: it answered 503; have it allow "
                "that address, or go without it: check proxy_url, or HTTPS_PROXY and NO_PROXY in "
                "the environment")
                   .c_str());
  EXPECT_FALSE(error.may_have_been_done());
}

TEST(CurlProxyTest, IsNotTakenFromTheEnvironment) {
  const ScriptedServer server(ScriptedServer::always(200, "direct"));
  const testing::EnvironmentVariable all("ALL_PROXY", "http://proxy.invalid:1");
  const testing::EnvironmentVariable http("http_proxy", "http://proxy.invalid:1");
  EXPECT_EQ(make_curl_transport({.server = server.url()})->send(get()).body, "direct");
}

TEST(CurlProxyTest, MayWantAPassword) {
  const ScriptedServer proxy(
      ScriptedServer::always(407, "", "Proxy-Authenticate: Basic realm=\"x\"\r\n"));
  const std::string with_password = "http://me:hunter2@" + proxy.url().substr(7);
  // The one is asked to connect, the other to pass the request on.
  for (const std::string server : {"https://cluster.invalid:6443", "http://cluster.invalid:80"}) {
    const auto without = failure<TransportError>({.server = server, .proxy_url = proxy.url()});
    EXPECT_THAT(without.what(), HasSubstr("the proxy " + proxy.url() + " does not "));
    EXPECT_THAT(without.what(),
                HasSubstr(server + ": it answered 407; it wants a user and a password in its URL: "
                                   "http://USER:PASSWORD@HOST:PORT"));
    const auto wrong = failure<TransportError>({.server = server, .proxy_url = with_password});
    EXPECT_THAT(wrong.what(), HasSubstr("the proxy " + proxy.url() + " does not "));
    EXPECT_THAT(wrong.what(), HasSubstr(server + ": it answered 407; it wants another user or "
                                                 "password than those in its URL"));
    EXPECT_THAT(wrong.what(), Not(HasSubstr("hunter2")));
    EXPECT_FALSE(wrong.may_have_been_done());
  }
}

TEST(CurlProxyTest, ClosedPortOfAProxyIsNotTheServers) {
  std::string url;
  {
    const ScriptedServer gone(ScriptedServer::always(200, ""));
    url = gone.url();
  }
  for (const std::string scheme : {"http://", "socks5://"}) {
    const std::string at = url.substr(7);
    const auto error = failure<TransportError>(
        {.server = "https://127.0.0.1:6443", .proxy_url = scheme + "me:hunter2@" + at});
    EXPECT_EQ(error.what(), "get Pod default/a: no connection to the proxy " + scheme + at +
                                " (Connection refused), through which https://127.0.0.1:6443 is to "
                                "be reached: check proxy_url, or HTTPS_PROXY and NO_PROXY in the "
                                "environment");
    EXPECT_FALSE(error.may_have_been_done());
  }
}

TEST(CurlProxyTest, ProxyThatHangsUpIsNotTheServer) {
  const ScriptedServer proxy([](ServedConnection& connection) { connection.read(); });
  const auto error =
      failure<TransportError>({.server = "https://cluster.invalid:6443", .proxy_url = proxy.url()});
  EXPECT_THAT(error.what(), HasSubstr("the proxy " + proxy.url() +
                                      " does not connect to https://cluster.invalid:6443 ("));
  EXPECT_FALSE(error.may_have_been_done());
}

TEST(CurlProxyTest, ProxyThatSpeaksOtherwiseIsNotTheServer) {
  const testing::detail::CertificateAuthority authority("proxies");
  const auto pair = authority.issue_server({"127.0.0.1"});
  const ScriptedServer encrypted(ScriptedServer::always(200, ""),
                                 testing::ServerTls{pair.certificate_pem, pair.key_pem});
  const ScriptedServer plain(ScriptedServer::always(400, ""));
  for (const std::string& url :
       {"http" + encrypted.url().substr(5), "https" + plain.url().substr(4)}) {
    EXPECT_THAT(
        failure<TransportError>({.server = "https://cluster.invalid:6443", .proxy_url = url})
            .what(),
        HasSubstr("the proxy " + url + " does not connect to https://cluster.invalid:6443"));
  }
}

TEST(CurlProxyTest, ProxyThatSaysNothingTakesTheTimeOfConnecting) {
  const ScriptedServer proxy([](ServedConnection& connection) { connection.wait_for_close(); });
  EXPECT_THAT(failure<Timeout>({.server = "https://cluster.invalid:6443",
                                .proxy_url = proxy.url(),
                                .connect_timeout = std::chrono::milliseconds(50)})
                  .what(),
              HasSubstr("no connection to https://cluster.invalid:6443 through the proxy " +
                        proxy.url() + " within 50 ms"));
}

TEST(CurlProxyTest, SocksProxySaysWhyItDoesNotConnect) {
  for (const std::string scheme : {"socks5", "SOCKS5"}) {
    std::atomic<bool> asked = false;
    const ScriptedServer proxy([&](ServedConnection& connection) {
      connection.skip();
      connection.write(std::string("\5\0", 2));  // version 5, no authentication
      asked = connection.skip();
      connection.write(std::string("\5\5\0\1\0\0\0\0\0\0", 10));  // connection refused
      connection.wait_for_close();
    });
    const std::string url = scheme + proxy.url().substr(4);
    const auto error =
        failure<TransportError>({.server = "https://cluster.invalid:6443", .proxy_url = url});
    EXPECT_THAT(error.what(), HasSubstr("the proxy " + url +
                                        " does not connect to https://cluster.invalid:6443"));
    EXPECT_THAT(error.what(), HasSubstr("check proxy_url"));
    EXPECT_FALSE(error.may_have_been_done());
    EXPECT_TRUE(asked) << "for a name that only the proxy might resolve";
  }
}

TEST(CurlProxyTest, CertificateOfAProxyIsNotTheServers) {
  const testing::detail::CertificateAuthority authority("proxies");
  const testing::detail::CertificateAuthority cluster("kubernetes");
  const auto pair = authority.issue_server({"127.0.0.1"});
  const ScriptedServer proxy(ScriptedServer::always(200, ""),
                             testing::ServerTls{pair.certificate_pem, pair.key_pem});
  const auto error = failure<TlsError>({.server = "https://cluster.invalid:6443",
                                        .ca_pem = cluster.pem(),
                                        .proxy_url = proxy.url()});
  EXPECT_THAT(error.what(),
              HasSubstr("the certificate of the proxy " + proxy.url() + " was refused"));
}

}  // namespace
}  // namespace k8s
