#include <chrono>
#include <cstddef>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <k8s/error.hpp>
#include <k8s/transport.hpp>

#include "openssl_handle.hpp"
#include "support/curl_requests.hpp"
#include "support/scripted_server.hpp"

namespace k8s {
namespace {

using namespace std::chrono_literals;
using ::testing::EndsWith;
using testing::failure;
using testing::get;
using ::testing::HasSubstr;
using testing::ScriptedServer;
using testing::ServedConnection;
using testing::ServerTls;
using testing::thrown_by;
using testing::detail::CertificateAuthority;
using testing::detail::KeyPair;

class CurlTlsTest : public ::testing::Test {
 protected:
  /// What the transport says about a server with this certificate.
  std::string problem(const KeyPair& pair, const std::string& ca_pem) {
    const ScriptedServer server(ScriptedServer::always(200, "ok"),
                                ServerTls{pair.certificate_pem, pair.key_pem});
    const auto error = failure<TlsError>({.server = server.url(), .ca_pem = ca_pem});
    EXPECT_FALSE(error.may_have_been_done());
    std::string text = error.what();
    if (const auto at = text.find(server.url()); at != std::string::npos) {
      text.replace(at, server.url().size(), "URL");
    }
    return text;
  }

  const CertificateAuthority authority{"kubernetes"};
};

TEST_F(CurlTlsTest, UnknownIssuer) {
  const CertificateAuthority other("other");
  EXPECT_EQ(problem(other.issue_server({"127.0.0.1"}), authority.pem()),
            "get Pod default/a: the certificate of URL was issued by CN=other, which is not the CA "
            "given (CN=kubernetes): use the CA of this cluster");
}

TEST_F(CurlTlsTest, IssuerThatTheSystemDoesNotKnow) {
  EXPECT_EQ(problem(authority.issue_server({"127.0.0.1"}), ""),
            "get Pod default/a: the certificate of URL was issued by CN=kubernetes, which is not "
            "among the system's authorities: set verify_ssl to the cluster's CA");
}

TEST_F(CurlTlsTest, OtherIssuerOfTheSameName) {
  const CertificateAuthority other("kubernetes");
  const std::string text = problem(other.issue_server({"127.0.0.1"}), authority.pem());
  EXPECT_THAT(text, HasSubstr("CN=kubernetes"));
  EXPECT_THAT(text, EndsWith("use the CA of this cluster, as it is now"));
}

TEST_F(CurlTlsTest, ExpiredCertificate) {
  const std::string text = problem(
      authority.issue_server({"127.0.0.1"}, {.begins = -48h, .ends = -24h}), authority.pem());
  EXPECT_THAT(text, ::testing::MatchesRegex(
                        "get Pod default/a: the certificate of URL expired on 20[0-9-]+ [0-9:]+ "
                        "UTC: renew it, or set this machine's clock"));
}

TEST_F(CurlTlsTest, ExpiredAuthority) {
  const CertificateAuthority old("old CA", {.begins = -48h, .ends = -24h});
  EXPECT_THAT(problem(old.issue_server({"127.0.0.1"}), old.pem()),
              HasSubstr("the CA certificate CN=old CA behind that of URL expired on 20"));
}

TEST_F(CurlTlsTest, CertificateOfTheFuture) {
  EXPECT_THAT(
      problem(authority.issue_server({"127.0.0.1"}, {.begins = 24h, .ends = 48h}), authority.pem()),
      HasSubstr("the certificate of URL is not valid before 20"));
}

TEST_F(CurlTlsTest, CertificateForOtherNames) {
  EXPECT_EQ(
      problem(authority.issue_server({"kubernetes", "10.96.0.1", "fd00::1"}), authority.pem()),
      "get Pod default/a: the certificate of URL is not for 127.0.0.1 but for kubernetes, "
      "10.96.0.1, fd00::1: use one of these names in api_server, or set tls_server_name");
}

TEST_F(CurlTlsTest, ClientsCertificateIsNoServers) {
  EXPECT_THAT(problem(authority.issue_client("me"), authority.pem()),
              HasSubstr("the certificate of URL was refused:"));
}

/// A certificate that names its host as common name only, and vouches for itself.
KeyPair with_common_name_only(const std::string& name) {
  const detail::Key key(EVP_EC_gen("P-256"));
  const detail::Certificate certificate(X509_new());
  X509_set_version(certificate.get(), 2);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_NAME* const subject = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                             // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), subject);
  X509_set_pubkey(certificate.get(), key.get());
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  const auto pem = [](const auto& write) {
    const detail::Bio bio(BIO_new(BIO_s_mem()));
    write(bio.get());
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return std::string(data, static_cast<std::size_t>(size));
  };
  return {pem([&](BIO* bio) { PEM_write_bio_X509(bio, certificate.get()); }), pem([&](BIO* bio) {
            PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
          })};
}

TEST_F(CurlTlsTest, ACommonNameIsNoNameOfAHost) {
  const KeyPair pair = with_common_name_only("name.test");
  const ScriptedServer server(ScriptedServer::always(200, "ok"),
                              ServerTls{pair.certificate_pem, pair.key_pem});
  const auto error = failure<TlsError>(
      {.server = server.url(), .ca_pem = pair.certificate_pem, .tls_server_name = "name.test"});
  EXPECT_EQ(error.what(), "get Pod default/a: the certificate of " + server.url() +
                              " (CN=name.test) is for no host: make one with subjectAltName, where "
                              "alone names count");
}

TEST_F(CurlTlsTest, OldVersionsAreNotSpoken) {
  const KeyPair pair = authority.issue_server({"127.0.0.1"});
  const ScriptedServer server(ScriptedServer::always(200, "ok"),
                              ServerTls{pair.certificate_pem, pair.key_pem, {}, 0x0302});
  EXPECT_EQ(failure<TlsError>({.server = server.url(), .ca_pem = authority.pem()}).what(),
            "get Pod default/a: " + server.url() +
                " speaks no TLS 1.2, which is the least: have it speak TLS 1.2 or 1.3");
}

TEST_F(CurlTlsTest, VerificationCanBeTurnedOff) {
  const KeyPair pair = CertificateAuthority("other").issue_server({"elsewhere"});
  const ScriptedServer server(ScriptedServer::always(200, "ok"),
                              ServerTls{pair.certificate_pem, pair.key_pem});
  EXPECT_EQ(make_curl_transport({.server = server.url(), .verify = false})->send(get()).body, "ok");
}

TEST_F(CurlTlsTest, OtherNameCanBeExpected) {
  const KeyPair pair = authority.issue_server({"kubernetes.default.svc"});
  std::string host;
  const ScriptedServer server(
      [&](ServedConnection& connection) {
        const auto request = connection.read();
        if (!request) return;
        host = request->header("Host");
        connection.answer(200, "ok");
      },
      ServerTls{pair.certificate_pem, pair.key_pem});
  const auto send_expecting = [&](const char* name) {
    return make_curl_transport(
               {.server = server.url(), .ca_pem = authority.pem(), .tls_server_name = name})
        ->send(get())
        .body;
  };
  EXPECT_EQ(send_expecting("kubernetes.default.svc"), "ok");
  EXPECT_EQ(host, server.url().substr(8));
  const auto error = thrown_by<TlsError>([&] { send_expecting("other.name"); });
  EXPECT_THAT(error.what(), HasSubstr("is not for other.name but for kubernetes.default.svc"));
}

TEST_F(CurlTlsTest, ClientCertificateIsShown) {
  const KeyPair pair = authority.issue_server({"127.0.0.1"});
  const KeyPair client = authority.issue_client("me");
  const ScriptedServer server(ScriptedServer::always(200, "ok"),
                              ServerTls{pair.certificate_pem, pair.key_pem, authority.pem()});
  EXPECT_EQ(make_curl_transport({.server = server.url(),
                                 .ca_pem = authority.pem(),
                                 .certificate_pem = client.certificate_pem,
                                 .key_pem = client.key_pem})
                ->send(get())
                .body,
            "ok");
}

TEST_F(CurlTlsTest, RefusedClientCertificateIsSaid) {
  const KeyPair pair = authority.issue_server({"127.0.0.1"});
  const KeyPair stranger = CertificateAuthority("elsewhere").issue_client("me");
  const KeyPair expired = authority.issue_client("me", {}, {.begins = -48h, .ends = -24h});
  for (const int version : {0x0303, 0x0304}) {
    const ScriptedServer server(
        ScriptedServer::always(200, "ok"),
        ServerTls{pair.certificate_pem, pair.key_pem, authority.pem(), version});
    const auto refused = [&](const KeyPair& client) {
      const auto error = failure<TlsError>({.server = server.url(),
                                            .ca_pem = authority.pem(),
                                            .certificate_pem = client.certificate_pem,
                                            .key_pem = client.key_pem});
      EXPECT_FALSE(error.may_have_been_done());
      return std::string(error.what());
    };
    EXPECT_THAT(refused(stranger),
                ::testing::AllOf(HasSubstr("refused the client certificate of CN=me, issued by "
                                           "CN=elsewhere"),
                                 EndsWith("use one that this cluster's CA has issued")));
    EXPECT_THAT(refused(expired), HasSubstr("it expired on 20"));
    if (version == 0x0304) {
      EXPECT_THAT(refused({}),
                  HasSubstr("wants a client certificate (certificate required): set cert"));
    }
  }
}

}  // namespace
}  // namespace k8s
