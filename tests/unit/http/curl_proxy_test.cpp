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
               "get Pod default/a: the proxy does not connect to https://cluster.invalid:6443: it "
               "answered 503");
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
  const std::string url = "http://me:hunter2@" + proxy.url().substr(7);
  const auto error =
      failure<TransportError>({.server = "https://cluster.invalid:6443", .proxy_url = url});
  EXPECT_THAT(error.what(), HasSubstr("it answered 407; it wants a user and a password in "
                                      "proxy_url"));
  EXPECT_THAT(error.what(), Not(HasSubstr("hunter2")));
}

}  // namespace
}  // namespace k8s
