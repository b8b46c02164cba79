#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/error.hpp>
#include <k8s/transport.hpp>

#include "support/curl_requests.hpp"
#include "support/scripted_server.hpp"

namespace k8s {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using testing::thrown_by;
using testing::detail::CertificateAuthority;
using testing::detail::KeyPair;

std::string config_problem(CurlOptions options) {
  return thrown_by<ConfigError>([&] { (void)make_curl_transport(std::move(options)); }).what();
}

TEST(CurlTransportOptionsTest, UrlMustBeOne) {
  EXPECT_EQ(config_problem({.server = "127.0.0.1:6443"}),
            "api_server \"127.0.0.1:6443\" is no URL: write it as https://host:port");
  EXPECT_THAT(config_problem({.server = ""}), HasSubstr("is no URL"));
  EXPECT_THAT(config_problem({.server = "ftp://host"}), HasSubstr("is neither https nor http"));
  EXPECT_THAT(config_problem({.server = "https://host?x=1"}), HasSubstr("has more than a path"));
  EXPECT_THAT(config_problem({.server = "https://host#x"}), HasSubstr("has more than a path"));
  EXPECT_THAT(config_problem({.server = "https://host:99999"}), HasSubstr("is no URL"));
  EXPECT_THAT(config_problem({.server = "https://me:hunter2@host"}),
              ::testing::AllOf(HasSubstr("holds a user or a password"), Not(HasSubstr("hunter2"))));
}

TEST(CurlTransportOptionsTest, CertificatesMustBeThose) {
  const CertificateAuthority authority("CA");
  const KeyPair me = authority.issue_client("me");
  const KeyPair you = authority.issue_client("you");
  const std::string url = "https://127.0.0.1:1";
  EXPECT_THAT(config_problem({.server = url, .ca_pem = "no pem"}), StartsWith("the CA: "));
  EXPECT_THAT(config_problem({.server = url, .certificate_pem = "no", .key_pem = me.key_pem}),
              StartsWith("the client certificate: "));
  EXPECT_THAT(
      config_problem({.server = url, .certificate_pem = me.certificate_pem, .key_pem = "no"}),
      StartsWith("the client key: "));
  EXPECT_THAT(config_problem(
                  {.server = url, .certificate_pem = me.certificate_pem, .key_pem = you.key_pem}),
              ::testing::AllOf(StartsWith("the client key: "), HasSubstr("does not belong to"),
                               Not(HasSubstr("BEGIN"))));
  EXPECT_THAT(config_problem({.server = url, .certificate_pem = me.certificate_pem}),
              HasSubstr("but no key"));
  EXPECT_THAT(config_problem({.server = url, .key_pem = me.key_pem}),
              HasSubstr("but no certificate"));
}

TEST(CurlTransportOptionsTest, ExpectedNameMustBeOne) {
  EXPECT_EQ(config_problem({.server = "https://127.0.0.1:1", .tls_server_name = "a:b/c"}),
            "tls_server_name \"a:b/c\" is not a host name");
}

}  // namespace
}  // namespace k8s
