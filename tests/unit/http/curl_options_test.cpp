#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/error.hpp>
#include <k8s/transport.hpp>

#include "http/server_url.hpp"
#include "support/curl_requests.hpp"
#include "support/scripted_server.hpp"

namespace k8s {
namespace {

using detail::bare_host;
using detail::parse_server_url;
using detail::ServerUrl;
using detail::url_host;
using detail::without_user;
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
  EXPECT_THAT(config_problem({.server = "https:///host"}), HasSubstr("names no host"));
  EXPECT_THAT(config_problem({.server = std::string("https://host\0x", 14)}),
              HasSubstr("is no URL"));
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

TEST(ServerUrlTest, AHostMayBeAnAddressOfEitherKind) {
  EXPECT_EQ(parse_server_url("https://10.0.0.1/a/b//").text(), "https://10.0.0.1:443/a/b");
  EXPECT_EQ(parse_server_url("HTTPS://[::1]:6443").text(), "https://[::1]:6443");
  const ServerUrl zoned = parse_server_url("https://[fe80::1%25lo]:6443");
  EXPECT_EQ(zoned.text(), "https://[fe80::1%25lo]:6443");
  EXPECT_EQ(bare_host(zoned.host), "fe80::1");
  EXPECT_EQ(bare_host("[::1]"), "::1");
  EXPECT_EQ(bare_host("host"), "host");
}

TEST(ServerUrlTest, ANameIsWrittenAsUrlsHaveIt) {
  EXPECT_EQ(url_host("inner"), "inner");
  EXPECT_EQ(url_host("10.0.0.1"), "10.0.0.1");
  EXPECT_EQ(url_host("::1"), "[::1]");
  EXPECT_EQ(url_host("[::1]"), "[::1]");
  for (const char* bad : {"", "a b", "a/b", "a:1", "*", "me@a"}) {
    EXPECT_EQ(url_host(bad), std::nullopt) << bad;
  }
}

TEST(ServerUrlTest, MessagesHoldNoPassword) {
  EXPECT_EQ(without_user("http://proxy:1/x"), "http://proxy:1/x");
  EXPECT_EQ(without_user("http://me:hunter2@proxy:1"), "http://proxy:1");
  EXPECT_EQ(without_user("http://me:hun@ter2@proxy:1"), "http://proxy:1");
  EXPECT_EQ(without_user("http://me:hun/ter2@proxy:1"), "http://proxy:1");
  EXPECT_EQ(without_user("me:hunter2@proxy:1"), "proxy:1");
}

}  // namespace
}  // namespace k8s
