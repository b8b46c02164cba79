#include "auth/tls_files.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/error.hpp>

#include "support/file_limit.hpp"
#include "support/message.hpp"
#include "support/sanitized.hpp"
#include "support/temporary_directory.hpp"
#include "testing/certificates.hpp"

namespace k8s::auth {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::message_of;
using testing::TemporaryDirectory;
using testing::detail::CertificateAuthority;
using testing::detail::KeyPair;

/// As those do who renew files carefully: nobody sees a half of it.
void replace(const TemporaryDirectory& directory, const std::string& name,
             const std::string& text) {
  std::filesystem::rename(directory.write(name + ".new", text), directory.path(name));
}

struct Files {
  TemporaryDirectory directory;
  CertificateAuthority ca{"ca"};
  KeyPair ann = ca.issue_client("ann");
  std::vector<std::string> log;
  Config config;

  Files() {
    config.verify_ssl = directory.write("ca.crt", ca.pem());
    config.cert = {directory.write("ann.crt", ann.certificate_pem),
                   directory.write("ann.key", ann.key_pem)};
    config.logger = [this](LogLevel, std::string_view line) { log.emplace_back(line); };
  }
};

TEST(TlsFiles, GiveTheSameUntilAFileChanges) {
  Files files;
  TlsFiles source(files.config);
  EXPECT_TRUE(source.may_change());
  const auto first = source.material();
  EXPECT_EQ(first->ca_pem, files.ca.pem());
  EXPECT_EQ(first->key_pem, files.ann.key_pem);
  EXPECT_EQ(source.material(), first);

  const CertificateAuthority other("other");
  replace(files.directory, "ca.crt", other.pem());
  const auto second = source.material();
  EXPECT_EQ(second->ca_pem, other.pem());
  EXPECT_EQ(second->certificate_pem, files.ann.certificate_pem);
  EXPECT_EQ(source.material(), second);
  EXPECT_TRUE(files.log.empty());
}

TEST(TlsFiles, WrittenAnewWithTheSameTextHaveNotChanged) {
  Files files;
  TlsFiles source(files.config);
  const auto first = source.material();
  replace(files.directory, "ca.crt", files.ca.pem());
  EXPECT_EQ(source.material(), first);
}

TEST(TlsFiles, KeepWhatWasGoodUntilCertificateAndKeyFitAgain) {
  Files files;
  TlsFiles source(files.config);
  const auto first = source.material();
  const KeyPair fresh = files.ca.issue_client("ann");
  replace(files.directory, "ann.crt", fresh.certificate_pem);
  EXPECT_EQ(source.material(), first);
  EXPECT_EQ(source.material(), first);
  EXPECT_THAT(files.log, ElementsAre(HasSubstr("the private key does not belong to the client "
                                               "certificate; what stood there before stays in "
                                               "use")));
  replace(files.directory, "ann.key", fresh.key_pem);
  EXPECT_EQ(source.material()->key_pem, fresh.key_pem);
  EXPECT_EQ(source.material()->certificate_pem, fresh.certificate_pem);

  std::filesystem::remove(files.directory.path("ca.crt"));
  EXPECT_EQ(source.material()->ca_pem, files.ca.pem());
  EXPECT_EQ(files.log.size(), 2U);
}

TEST(TlsFiles, AreReadLaterIfThereIsNoFreeFileNow) {
  if (testing::sanitized) GTEST_SKIP() << "a sanitizer needs files of its own";
  Files files;
  TlsFiles source(files.config);
  const auto first = source.material();
  const CertificateAuthority other("other");
  replace(files.directory, "ca.crt", other.pem());
  {
    const testing::FileLimit limit(0);
    EXPECT_EQ(source.material(), first);
    EXPECT_EQ(source.material(), first);
  }
  EXPECT_THAT(files.log, ElementsAre(HasSubstr("ca.crt: cannot read the CA of verify_ssl: Too many "
                                               "open files; what stood there before stays in use "
                                               "for now")));
  EXPECT_EQ(source.material()->ca_pem, other.pem());
}

TEST(TlsFiles, OfPemTextNeverChange) {
  Files files;
  files.config.verify_ssl = files.ca.pem();
  files.config.cert = {files.ann.certificate_pem, files.ann.key_pem};
  EXPECT_FALSE(TlsFiles(files.config).may_change());
}

class Rotating : public CertificateSource {
 public:
  std::shared_ptr<const ClientCertificate> certificate() override { return now; }
  std::shared_ptr<const ClientCertificate> now;
};

TEST(TlsFiles, ACertificateSourceWinsAndMayChangeItsMind) {
  Files files;
  const auto certificates = std::make_shared<Rotating>();
  files.config.cert_source = certificates;
  TlsFiles source(files.config);
  EXPECT_TRUE(source.may_change());
  EXPECT_EQ(source.material()->certificate_pem, "");
  const KeyPair bob = files.ca.issue_client("bob");
  certificates->now = std::make_shared<const ClientCertificate>(
      ClientCertificate{bob.certificate_pem, bob.key_pem});
  EXPECT_EQ(source.material()->certificate_pem, bob.certificate_pem);
  certificates->now = std::make_shared<const ClientCertificate>(
      ClientCertificate{bob.certificate_pem, files.ann.key_pem});
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(
        message_of([&] { (void)source.material(); }),
        "the key of cert_source cannot be used: the private key does not belong to the client "
        "certificate");
  }
  certificates->now = nullptr;
  EXPECT_EQ(source.material()->certificate_pem, "");
}

}  // namespace
}  // namespace k8s::auth
