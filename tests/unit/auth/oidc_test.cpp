#include "auth/oidc.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/error.hpp>
#include <k8s/testing/fake_clock.hpp>

#include "support/curl_requests.hpp"
#include "support/message.hpp"
#include "support/oidc_provider.hpp"
#include "testing/fake_time.hpp"

namespace k8s::auth {
namespace {

using std::chrono::hours;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::make_jwt;
using testing::message_of;
using ::testing::Not;
using testing::OidcProviderDouble;
using testing::thrown_by;
using testing::detail::ServerRequest;
using testing::detail::ServerResponse;

std::string fresh_token(const std::string& subject = "fresh") {
  return make_jwt(std::chrono::system_clock::now() + hours(1), subject);
}

OidcProvider provider_of(const OidcProviderDouble& idp) {
  return {.file = "config",
          .line = 7,
          .user = "u",
          .issuer_url = idp.issuer(),
          .client_id = "k8s client",
          .refresh_token = "refresh&0",
          .ca = idp.ca.pem()};
}

TEST(Oidc, ATokenSaysWhenItExpires) {
  using std::chrono::seconds;
  const auto seconds_of = [](const std::string& token) {
    const auto expires = expiry_of(token);
    return expires ? std::chrono::duration_cast<seconds>(expires->time_since_epoch()).count() : -1;
  };
  EXPECT_EQ(seconds_of(make_jwt(R"({"exp": 1700000000})")), 1700000000);
  EXPECT_EQ(seconds_of(make_jwt(R"({"exp": 1700000000.9})")), 1700000000);
  EXPECT_EQ(seconds_of(make_jwt(R"({"exp": 1.7e9, "name": "?>~"})")), 1700000000);
  EXPECT_EQ(seconds_of(make_jwt(R"({"exp": -5})")), 0);
  EXPECT_EQ(seconds_of(make_jwt(R"({"exp": 1e300})")), 7258118400);
  for (const std::string& token :
       {std::string(), std::string("a"), std::string("a.b"), std::string("a.b.c"),
        std::string("a.e30.c.d"), std::string("a.e30.c"), make_jwt(R"({"exp": "1700000000"})"),
        make_jwt("[1]"), make_jwt("{")}) {
    EXPECT_EQ(seconds_of(token), -1) << token;
  }
}

TEST(Oidc, RefreshesByTheProvidersOwnWords) {
  const std::string token = fresh_token();
  const OidcProviderDouble idp([&](const ServerRequest& request) {
    EXPECT_EQ(*request.headers.find("Content-Type"), "application/x-www-form-urlencoded");
    EXPECT_EQ(request.headers.find("Authorization"), nullptr);
    return OidcProviderDouble::tokens(token, "refresh-1");
  });
  OidcProvider provider = provider_of(idp);
  EXPECT_EQ(refresh(provider, {}).token, token);
  EXPECT_EQ(refresh(provider, {}).token, token);
  EXPECT_THAT(
      idp.forms(),
      ElementsAre("grant_type=refresh_token&refresh_token=refresh%260&client_id=k8s%20client",
                  "grant_type=refresh_token&refresh_token=refresh-1&client_id=k8s%20client"));
}

TEST(Oidc, ASecretGoesIntoAHeaderOrElseIntoTheBody) {
  const std::string token = fresh_token();
  bool takes_headers = true;
  const OidcProviderDouble idp([&](const ServerRequest& request) {
    const std::string* const header = request.headers.find("Authorization");
    if (header != nullptr) {
      EXPECT_EQ(*header, "Basic " + base64_encode("k8s%20client:s%3A1"));
    }
    if ((header != nullptr) == takes_headers) return OidcProviderDouble::tokens(token);
    return ServerResponse{.status = 401, .body = R"({"error": "invalid_client"})"};
  });
  OidcProvider provider = provider_of(idp);
  provider.client_secret = "s:1";
  EXPECT_EQ(refresh(provider, {}).token, token);
  EXPECT_EQ(idp.forms().size(), 1U);
  takes_headers = false;
  EXPECT_EQ(refresh(provider, {}).token, token);
  EXPECT_THAT(idp.forms().back(), HasSubstr("&client_id=k8s%20client&client_secret=s%3A1"));
}

TEST(Oidc, ErrorsShowNoToken) {
  OidcProviderDouble idp([](const ServerRequest&) { return ServerResponse{}; });
  const std::string issuer = idp.issuer();
  const auto error = [&](ServerResponse response) {
    auto shared = std::make_shared<ServerResponse>(std::move(response));
    idp.change([shared](const ServerRequest&) {
      return ServerResponse{.status = shared->status, .body = shared->body};
    });
    OidcProvider provider = provider_of(idp);
    provider.refresh_token = "s3cr3t";
    return message_of([&] { (void)refresh(provider, {}); });
  };
  const std::string begin = "config:7: user \"u\": the OIDC provider " + issuer + ' ';
  EXPECT_EQ(error({.status = 400, .body = R"({"error": "invalid_grant", "error_description":
                              "refresh token s3cr3t has expired"})"}),
            begin +
                "gives no new token: it answered 400 invalid_grant, saying \"refresh token ... "
                "has expired\"; log in again to get a new refresh-token");
  EXPECT_EQ(error({.status = 404, .body = "s3cr3t"}),
            begin + "gives no new token: it answered 404; log in again to get a new refresh-token");
  EXPECT_EQ(error({.body = "s3cr3t"}),
            begin + "answered with what is no JSON object; correct idp-issuer-url");
  EXPECT_EQ(error({.body = "{}"}),
            begin + "gives no id_token; the scope openid must have been asked for at log-in");
  EXPECT_EQ(error({.body = R"({"id_token": "s3cr3t"})"}),
            begin + "gives an id_token that is no JWT that says when it expires");

  idp.discovery = "{}";
  EXPECT_EQ(error({}), "config:7: user \"u\": the configuration of the OIDC provider " + issuer +
                           " names no token_endpoint; correct idp-issuer-url");
  idp.discovery = R"({"token_endpoint": "http://elsewhere/"})";
  EXPECT_EQ(error({}), begin + "wants its tokens sent without TLS, which is refused");

  OidcProvider provider = provider_of(idp);
  provider.issuer_url = idp.issuer() + "/none";
  EXPECT_EQ(message_of([&] { (void)refresh(provider, {}); }),
            "config:7: user \"u\": the OIDC provider " + provider.issuer_url +
                " answered 404 when asked for its configuration; correct idp-issuer-url");
  provider.refresh_token = "";
  EXPECT_EQ(message_of([&] { (void)refresh(provider, {}); }),
            "config:7: user \"u\": the id-token of the auth-provider has expired or was refused, "
            "and there is no refresh-token; log in again");
}

TEST(Oidc, AProviderThatIsNotWellMayBeAskedAgain) {
  for (const int status : {429, 500, 503}) {
    const OidcProviderDouble idp(
        [=](const ServerRequest&) { return ServerResponse{.status = status, .body = "s3cr3t"}; });
    OidcSource source(provider_of(idp));
    const auto error = thrown_by<TransportError>([&] { (void)source.token(); });
    EXPECT_EQ(error.what(), "refresh the OIDC token of user \"u\": the OIDC provider " +
                                idp.issuer() + " answered " + std::to_string(status) +
                                ": look whether it is well, and try again");
    EXPECT_FALSE(error.may_have_been_done()) << "the request itself was not sent";
  }
}

TEST(Oidc, TheEndpointIsAnyUrl) {
  const std::string token = fresh_token();
  for (const auto& [path, asked] :
       {std::pair("", "/"), std::pair("?a=b", "/?a=b"), std::pair("/token#part", "/token")}) {
    const std::string expected = asked;
    OidcProviderDouble idp([&](const ServerRequest& request) {
      if (request.target != expected) return ServerResponse{.status = 404};
      return OidcProviderDouble::tokens(token);
    });
    const std::string origin = idp.issuer().substr(0, idp.issuer().rfind('/'));
    idp.discovery = R"({"token_endpoint": ")" + origin + path + "\"}";
    OidcProvider provider = provider_of(idp);
    EXPECT_EQ(refresh(provider, {}).token, token) << path;
  }
}

TEST(Oidc, AProviderOfAnotherAuthorityGetsNoToken) {
  const OidcProviderDouble idp([](const ServerRequest&) { return ServerResponse{}; });
  OidcProvider provider = provider_of(idp);
  provider.ca = testing::detail::CertificateAuthority("other").pem();
  OidcSource source(provider);
  try {
    (void)source.token();
    FAIL();
  } catch (const TlsError& error) {
    EXPECT_FALSE(error.may_have_been_done()) << "the request itself was not sent";
    EXPECT_THAT(error.what(), HasSubstr("refresh the OIDC token of user \"u\""));
  }
  EXPECT_TRUE(idp.forms().empty());
}

TEST(Oidc, ATokenIsUsedUntilShortlyBeforeItsEnd) {
  testing::FakeClock clock;
  const std::string old = make_jwt(clock.now() + hours(1), "old");
  const std::string fresh = make_jwt(clock.now() + hours(2), "fresh");
  const OidcProviderDouble idp(
      [&](const ServerRequest&) { return OidcProviderDouble::tokens(fresh); });
  OidcProvider provider = provider_of(idp);
  provider.id_token = old;
  OidcSource source(provider, clock.time());
  EXPECT_EQ(source.token(), old);
  EXPECT_TRUE(idp.forms().empty());
  clock.advance(hours(1) - std::chrono::seconds(30));
  EXPECT_EQ(source.token(), fresh);
  EXPECT_EQ(source.token(), fresh);
  EXPECT_EQ(idp.forms().size(), 1U);
}

}  // namespace
}  // namespace k8s::auth
