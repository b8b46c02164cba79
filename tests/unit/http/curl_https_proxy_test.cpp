#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/error.hpp>
#include <k8s/transport.hpp>

#include "support/curl_requests.hpp"
#include "support/scripted_server.hpp"

namespace k8s {
namespace {

using testing::failure;
using ::testing::HasSubstr;
using testing::ScriptedServer;
using testing::ServedConnection;
using testing::ServerTls;
using testing::detail::CertificateAuthority;

struct HttpsProxy {
  CertificateAuthority ca{"ca"};
  testing::detail::KeyPair pair = ca.issue_server({"127.0.0.1"});
  std::string target;
  ScriptedServer server{
      [this](ServedConnection& connection) {
        if (const auto request = connection.read()) target = request->target;
        connection.answer(503);
      },
      ServerTls{.certificate_pem = pair.certificate_pem, .key_pem = pair.key_pem}};

  [[nodiscard]] CurlOptions options() const {
    return {.server = "https://cluster.invalid:6443", .proxy_url = server.url()};
  }
};

TEST(CurlHttpsProxyTest, TheClustersAuthorityMayVouchForIt) {
  HttpsProxy proxy;
  CurlOptions options = proxy.options();
  options.ca_pem = proxy.ca.pem();
  EXPECT_THAT(failure<TransportError>(options).what(), HasSubstr("it answered 503"));
  EXPECT_EQ(proxy.target, "cluster.invalid:6443");
}

TEST(CurlHttpsProxyTest, IsVerified) {
  const HttpsProxy proxy;
  CurlOptions options = proxy.options();
  options.ca_pem = CertificateAuthority("other").pem();
  EXPECT_THROW(make_curl_transport(options)->send(testing::get()), TransportError);
  EXPECT_EQ(proxy.target, "");
}

TEST(CurlHttpsProxyTest, IsNotVerifiedIfTheServerIsNot) {
  HttpsProxy proxy;
  CurlOptions options = proxy.options();
  options.verify = false;
  EXPECT_THAT(failure<TransportError>(options).what(), HasSubstr("it answered 503"));
}

}  // namespace
}  // namespace k8s
