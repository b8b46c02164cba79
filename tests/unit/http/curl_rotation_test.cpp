#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/error.hpp>
#include <k8s/transport.hpp>

#include "support/changing_tls_source.hpp"
#include "support/curl_requests.hpp"
#include "testing/https_server.hpp"

namespace k8s {
namespace {

using testing::ChangingTlsSource;
using testing::failure;
using testing::get;
using ::testing::HasSubstr;
using testing::detail::CertificateAuthority;
using testing::detail::HttpsServer;
using testing::detail::KeyPair;
using testing::detail::ServerRequest;
using testing::detail::ServerResponse;

struct Server {
  CertificateAuthority ca{"ca"};
  HttpsServer server{
      {.certificate = ca.issue_server({"127.0.0.1"}), .client_ca_pem = ca.pem()},
      [](const ServerRequest& request) {
        return ServerResponse{.body = request.client ? request.client->common_name : "nobody"};
      }};
  std::shared_ptr<ChangingTlsSource> source = std::make_shared<ChangingTlsSource>();
  CurlOptions options{.server = server.url(), .tls_source = source};

  TlsMaterial material_of(const std::string& user) const {
    const KeyPair pair = ca.issue_client(user);
    return {ca.pem(), pair.certificate_pem, pair.key_pem};
  }
};

TEST(CurlRotationTest, AChangedCertificateIsShownByTheNextRequest) {
  Server here;
  here.source->change(here.material_of("ann"));
  const auto transport = make_curl_transport(here.options);
  EXPECT_EQ(transport->send(get()).body, "ann");
  EXPECT_EQ(transport->send(get()).body, "ann");
  EXPECT_EQ(here.server.connections(), 1U) << "kept alive";
  here.source->change(here.material_of("bob"));
  EXPECT_EQ(transport->send(get()).body, "bob");
  here.source->change({here.ca.pem(), {}, {}});
  EXPECT_EQ(transport->send(get()).body, "nobody");
}

TEST(CurlRotationTest, AChangedAuthorityIsTheOnlyOneTrusted) {
  Server here;
  here.source->change(here.material_of("ann"));
  const auto transport = make_curl_transport(here.options);
  EXPECT_EQ(transport->send(get()).body, "ann");
  here.source->change({CertificateAuthority("other").pem(), {}, {}});
  EXPECT_THROW(transport->send(get()), TlsError);
  here.source->change({here.ca.pem(), {}, {}});
  EXPECT_EQ(transport->send(get()).body, "nobody");
}

TEST(CurlRotationTest, AConnectionInUseGoesOnAndIsNotUsedAgain) {
  Server here;
  here.source->change(here.material_of("ann"));
  const auto transport = make_curl_transport(here.options);
  Response stream = transport->send(testing::watch());
  here.source->change(here.material_of("bob"));
  EXPECT_EQ(transport->send(get()).body, "bob");
  std::string body;
  while (stream.stream->read(body) == BodyStream::End::none) {
  }
  EXPECT_EQ(body, "ann");
  stream.stream.reset();
  EXPECT_EQ(transport->send(get()).body, "bob");
}

TEST(CurlRotationTest, ABadCertificateIsAnErrorAndNotAnAnonymousRequest) {
  Server here;
  here.source->change({here.ca.pem(), "nonsense", "nonsense"});
  EXPECT_THAT(failure<ConfigError>(here.options).what(), HasSubstr("the client certificate: "));
}

}  // namespace
}  // namespace k8s
