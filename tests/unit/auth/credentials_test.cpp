#include "auth/credentials.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/error.hpp>
#include <k8s/transport.hpp>

#include "support/message.hpp"
#include "support/temporary_directory.hpp"
#include "testing/certificates.hpp"

namespace k8s::detail {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::message_of;

struct Certificates {
  testing::detail::CertificateAuthority ca{"ca"};
  testing::detail::KeyPair ann = ca.issue_client("ann");
  testing::detail::KeyPair bob = ca.issue_client("bob");
};

const Certificates& certificates() {
  static const Certificates only;
  return only;
}

class FixedToken : public TokenSource {
 public:
  std::string token() override { return "fixed"; }
  void refused(std::string_view token) override { refusals.emplace_back(token); }
  std::vector<std::string> refusals;
};

std::string error_of(const Config& config) {
  return message_of([&] { (void)curl_options(config); });
}

TEST(CurlOptions, TakesWhatTheTransportNeeds) {
  Config config;
  config.api_server = "https://example.com:6443/prefix";
  config.tls_server_name = "kubernetes";
  config.proxy_url = "socks5://proxy:1080";
  config.connect_timeout = std::chrono::seconds(3);
  const CurlOptions options = curl_options(config);
  EXPECT_EQ(options.server, "https://example.com:6443/prefix");
  EXPECT_TRUE(options.verify);
  EXPECT_EQ(options.ca_pem, "");
  EXPECT_EQ(options.certificate_pem, "");
  EXPECT_EQ(options.key_pem, "");
  EXPECT_EQ(options.tls_server_name, "kubernetes");
  EXPECT_EQ(options.proxy_url, "socks5://proxy:1080");
  EXPECT_EQ(options.connect_timeout, std::chrono::seconds(3));
  EXPECT_THAT(options.user_agent, ::testing::StartsWith("k8s-cpp/"));
  config.user_agent = "me/1";
  EXPECT_EQ(curl_options(config).user_agent, "me/1");
}

TEST(CurlOptions, ReadsFilesOrTakesTheTextItself) {
  const testing::TemporaryDirectory directory;
  const auto& [ca, ann, bob] = certificates();
  Config config;
  config.verify_ssl = directory.write("ca.crt", ca.pem());
  config.cert = {directory.write("ann.crt", ann.certificate_pem),
                 directory.write("ann.key", ann.key_pem)};
  const CurlOptions from_files = curl_options(config);
  config.verify_ssl = ca.pem();
  config.cert = {ann.certificate_pem, ann.key_pem};
  const CurlOptions from_text = curl_options(config);
  for (const CurlOptions& options : {from_files, from_text}) {
    EXPECT_TRUE(options.verify);
    EXPECT_EQ(options.ca_pem, ca.pem());
    EXPECT_EQ(options.certificate_pem, ann.certificate_pem);
    EXPECT_EQ(options.key_pem, ann.key_pem);
  }
}

TEST(CurlOptions, ABundleMayHoldManyAuthorities) {
  const std::string bundle = certificates().ca.pem() + "# and another\n" +
                             testing::detail::CertificateAuthority("other").pem();
  Config config;
  config.verify_ssl = bundle;
  EXPECT_EQ(curl_options(config).ca_pem, bundle);
}

TEST(CurlOptions, TheKeyMayStandBesideItsCertificate) {
  const testing::detail::KeyPair& ann = certificates().ann;
  Config config;
  config.cert.certificate = ann.certificate_pem + ann.key_pem;
  EXPECT_EQ(curl_options(config).key_pem, ann.certificate_pem + ann.key_pem);
  config.cert.certificate = ann.certificate_pem;
  EXPECT_EQ(error_of(config),
            "the key of cert cannot be used: there is no private key in PEM form in it "
            "(\"-----BEGIN PRIVATE KEY-----\"); name the file of the key");
}

// FIAAS: a token source wins over the token and over the certificate.
TEST(CurlOptions, ATokenSourceWinsOverTheCertificate) {
  const testing::detail::KeyPair& ann = certificates().ann;
  Config config;
  config.cert = {ann.certificate_pem, ann.key_pem};
  config.api_token = "a token goes along with a certificate";
  EXPECT_EQ(curl_options(config).certificate_pem, ann.certificate_pem);
  const auto source = std::make_shared<FixedToken>();
  config.api_token_source = source;
  EXPECT_EQ(curl_options(config).certificate_pem, "");
  EXPECT_EQ(curl_options(config).key_pem, "");
  config.api_token_source = std::make_shared<auth::TokenBesideCertificate>(source);
  EXPECT_EQ(curl_options(config).certificate_pem, ann.certificate_pem);
  EXPECT_EQ(config.api_token_source->token(), "fixed");
  config.api_token_source->refused("fixed");
  EXPECT_THAT(source->refusals, ElementsAre("fixed"));
}

std::string damaged(std::string pem) {
  pem.replace(pem.find('\n') + 20, 8, "AAAAAAAA");
  return pem;
}

TEST(CurlOptions, SaysWhatIsWrongWithAFile) {
  const testing::TemporaryDirectory directory;
  const auto& [ca, ann, bob] = certificates();
  const std::string missing = directory.path("missing");
  const std::string empty = directory.write("empty", "");
  const std::string rubbish = directory.write("rubbish", "nothing of use");
  const std::string bad = directory.write("bad.crt", ca.pem() + damaged(ca.pem()));
  const std::string cut = directory.write("cut.crt", ca.pem().substr(0, 200));
  const std::string ann_crt = directory.write("ann.crt", ann.certificate_pem);
  const std::string bob_key = directory.write("bob.key", bob.key_pem);
  const std::string bad_key = directory.write("bad.key", damaged(ann.key_pem));
  const std::string advice =
      "; name a PEM file that this program may read, or give the PEM text itself";
  const std::string no_certificate =
      "there is no certificate in PEM form in it (\"-----BEGIN CERTIFICATE-----\")";
  const std::string no_key =
      "there is no private key in PEM form in it (\"-----BEGIN PRIVATE KEY-----\")";

  const std::vector<std::pair<std::string, std::string>> authorities{
      {missing, missing + ": cannot read the CA of verify_ssl: No such file or directory" + advice},
      {directory.path(),
       directory.path() + ": cannot read the CA of verify_ssl: Is a directory" + advice},
      {empty, empty + ": the CA of verify_ssl cannot be used: " + no_certificate},
      {rubbish, rubbish + ": the CA of verify_ssl cannot be used: " + no_certificate},
      {bob_key, bob_key + ": the CA of verify_ssl cannot be used: " + no_certificate},
      {bad, bad + ": the CA of verify_ssl cannot be used: certificate 2 in it is damaged"},
      {cut, cut + ": the CA of verify_ssl cannot be used: certificate 1 in it is damaged"},
      {"-----BEGIN RUBBISH-----",
       "the CA of verify_ssl cannot be used: certificate 1 in it is damaged"},
  };
  for (const auto& [text, message] : authorities) {
    Config config;
    config.verify_ssl = text;
    EXPECT_EQ(error_of(config), message);
  }

  const std::vector<std::pair<ClientCertificate, std::string>> pairs{
      {{missing, bob_key},
       missing + ": cannot read the certificate of cert: No such file or directory" + advice},
      {{ann_crt, missing},
       missing + ": cannot read the key of cert: No such file or directory" + advice},
      {{rubbish, bob_key}, rubbish + ": the certificate of cert cannot be used: " + no_certificate},
      {{ann_crt, rubbish}, rubbish + ": the key of cert cannot be used: " + no_key},
      {{ann_crt, ann_crt}, ann_crt + ": the key of cert cannot be used: " + no_key},
      {{ann_crt, bad_key},
       bad_key + ": the key of cert cannot be used: the private key in it is damaged"},
      {{ann_crt, bob_key},
       bob_key + ": the key of cert cannot be used: the private key does not belong to the client "
                 "certificate"},
      {{"", bob_key}, "cert has a key but no certificate; set both, or none"},
  };
  for (const auto& [cert, message] : pairs) {
    Config config;
    config.cert = cert;
    EXPECT_EQ(error_of(config), message);
  }
}

// Made with `openssl genpkey -algorithm ed25519 -aes256 -pass pass:x`: locked, and for nothing.
constexpr const char* locked_key = R"(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAigC71M+mGqbgICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEKdPMY1wwAhi8GoHkFHrrH0EQHzZ
0FU4gFprhh3sNPxKFxRfTsWnsuSVn7vvhQUAmJZovrwzX5ec/ImRI4yAL2xe/Mct
vNZfaenEflK4slMqjvE=
-----END ENCRYPTED PRIVATE KEY-----
)";

TEST(CurlOptions, AsksNobodyForAPassword) {
  Config config;
  config.cert = {certificates().ann.certificate_pem, locked_key};
  EXPECT_EQ(error_of(config),
            "the key of cert cannot be used: the key is locked with a password; unlock it with "
            "`openssl pkey`");
}

TEST(CurlOptions, NeverShowsAKey) {
  Config config;
  const std::string key = damaged(certificates().ann.key_pem);
  config.cert = {certificates().ann.certificate_pem, key};
  EXPECT_EQ(error_of(config), "the key of cert cannot be used: the private key in it is damaged");
}

TEST(CurlOptions, NeedsAServer) {
  Config config;
  config.api_server = "";
  EXPECT_EQ(error_of(config),
            "api_server is empty; set it to the cluster's URL, or call load_config()");
  config.api_server = "https://ann:secret@example.com";
  EXPECT_EQ(error_of(config),
            "api_server holds a user or a password; put them into username and password");
  config.api_server = "https://example.com/a@b";
  EXPECT_EQ(error_of(config), "no error");
}

TEST(CurlOptions, SaysOnceForEachServerThatItIsNotVerified) {
  std::vector<std::string> lines;
  Config config;
  config.logger = [&](LogLevel level, std::string_view line) {
    EXPECT_EQ(level, LogLevel::warning);
    lines.emplace_back(line);
  };
  config.api_server = "https://not-verified.example:1";
  config.verify_ssl = false;
  EXPECT_FALSE(curl_options(config).verify);
  EXPECT_FALSE(curl_options(config).verify);
  EXPECT_THAT(lines, ElementsAre(HasSubstr("https://not-verified.example:1 is not verified")));
  config.api_server = "https://not-verified.example:2";
  EXPECT_FALSE(curl_options(config).verify);
  EXPECT_EQ(lines.size(), 2U);
  config.api_server = "HTTP://no-tls.example";
  EXPECT_FALSE(curl_options(config).verify);
  config.api_server = "https://verified.example";
  config.verify_ssl = true;
  EXPECT_TRUE(curl_options(config).verify);
  EXPECT_EQ(lines.size(), 2U);
}

}  // namespace
}  // namespace k8s::detail
