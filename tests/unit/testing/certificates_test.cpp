#include "testing/certificates.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

namespace k8s::testing::detail {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

template <class T>
using Handle = std::shared_ptr<T>;

Handle<BIO> read_bio(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free_all};
}

Handle<X509> parse(const std::string& pem) {
  X509* const certificate = PEM_read_bio_X509(read_bio(pem).get(), nullptr, nullptr, nullptr);
  if (certificate == nullptr) throw std::invalid_argument("no certificate: " + pem);
  return {certificate, X509_free};
}

Handle<EVP_PKEY> parse_private_key(const std::string& pem) {
  return {PEM_read_bio_PrivateKey(read_bio(pem).get(), nullptr, nullptr, nullptr), EVP_PKEY_free};
}

/// What OpenSSL says about `pem` under strict rules, trusting `authority` alone; X509_V_OK is 0.
int verify(const std::string& pem, const CertificateAuthority& authority, int purpose) {
  const Handle<X509> root = parse(authority.pem());
  const Handle<X509> leaf = parse(pem);
  const Handle<X509_STORE> store(X509_STORE_new(), X509_STORE_free);
  X509_STORE_add_cert(store.get(), root.get());
  const Handle<X509_STORE_CTX> context(X509_STORE_CTX_new(), X509_STORE_CTX_free);
  X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), nullptr);
  X509_STORE_CTX_set_flags(context.get(), X509_V_FLAG_X509_STRICT);
  X509_STORE_CTX_set_purpose(context.get(), purpose);
  X509_verify_cert(context.get());
  return X509_STORE_CTX_get_error(context.get());
}

std::vector<std::string> subject_entries(const std::string& pem, int nid) {
  const Handle<X509> certificate = parse(pem);
  X509_NAME* const subject = X509_get_subject_name(certificate.get());
  std::vector<std::string> entries;
  for (int i = X509_NAME_get_index_by_NID(subject, nid, -1); i >= 0;
       i = X509_NAME_get_index_by_NID(subject, nid, i)) {
    const ASN1_STRING* const text = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, i));
    entries.emplace_back(ASN1_STRING_get0_data(text),
                         ASN1_STRING_get0_data(text) + ASN1_STRING_length(text));
  }
  return entries;
}

std::string serial_number(const std::string& pem) {
  const Handle<X509> certificate = parse(pem);
  const Handle<BIGNUM> number(
      ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate.get()), nullptr), BN_free);
  char* const hex = BN_bn2hex(number.get());
  std::string result = hex;
  OPENSSL_free(hex);
  return result;
}

TEST(CertificatesTest, AuthorityIsTrustedUnderStrictRules) {
  const CertificateAuthority authority("test CA");
  const Handle<X509> root = parse(authority.pem());
  EXPECT_EQ(X509_check_ca(root.get()), 1);
  EXPECT_THAT(subject_entries(authority.pem(), NID_commonName), ElementsAre("test CA"));
  EXPECT_EQ(verify(authority.issue_server({"localhost"}).certificate_pem, authority,
                   X509_PURPOSE_SSL_SERVER),
            X509_V_OK);
  EXPECT_EQ(
      verify(authority.issue_client("me").certificate_pem, authority, X509_PURPOSE_SSL_CLIENT),
      X509_V_OK);
}

TEST(CertificatesTest, CertificateServesOnlyItsPurpose) {
  const CertificateAuthority authority("test CA");
  EXPECT_EQ(verify(authority.issue_server({"localhost"}).certificate_pem, authority,
                   X509_PURPOSE_SSL_CLIENT),
            X509_V_ERR_INVALID_PURPOSE);
  EXPECT_EQ(
      verify(authority.issue_client("me").certificate_pem, authority, X509_PURPOSE_SSL_SERVER),
      X509_V_ERR_INVALID_PURPOSE);
}

TEST(CertificatesTest, OtherAuthorityOfTheSameNameIsNotTrusted) {
  const CertificateAuthority authority("test CA");
  const CertificateAuthority other("test CA");
  EXPECT_NE(
      verify(other.issue_server({"localhost"}).certificate_pem, authority, X509_PURPOSE_SSL_SERVER),
      X509_V_OK);
}

TEST(CertificatesTest, ServerAnswersToItsNamesAndAddresses) {
  const CertificateAuthority authority("test CA");
  const Handle<X509> server = parse(
      authority
          .issue_server({"localhost", "kubernetes.default.svc", "127.0.0.1", "10.0.0.1", "::1"})
          .certificate_pem);
  const auto has_host = [&](const char* name) {
    return X509_check_host(server.get(), name, 0, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, nullptr);
  };
  EXPECT_EQ(has_host("localhost"), 1);
  EXPECT_EQ(has_host("kubernetes.default.svc"), 1);
  EXPECT_EQ(has_host("kubernetes"), 0);
  EXPECT_EQ(has_host("127.0.0.1"), 0) << "an address must not stand as a DNS name";
  for (const char* address : {"127.0.0.1", "10.0.0.1", "::1"}) {
    EXPECT_EQ(X509_check_ip_asc(server.get(), address, 0), 1) << address;
  }
  EXPECT_EQ(X509_check_ip_asc(server.get(), "127.0.0.2", 0), 0);
}

TEST(CertificatesTest, ServerNeedsAName) {
  const CertificateAuthority authority("test CA");
  EXPECT_THROW(static_cast<void>(authority.issue_server({})), std::invalid_argument);
}

TEST(CertificatesTest, ClientCarriesUserAndGroups) {
  const CertificateAuthority authority("test CA");
  const std::string pem =
      authority.issue_client("admin", {"system:masters", "developers"}).certificate_pem;
  EXPECT_THAT(subject_entries(pem, NID_commonName), ElementsAre("admin"));
  EXPECT_THAT(subject_entries(pem, NID_organizationName),
              ElementsAre("system:masters", "developers"));
}

TEST(CertificatesTest, UserMayHaveALongName) {
  const CertificateAuthority authority("test CA");
  const std::string user = "system:serviceaccount:" + std::string(63, 'n') + ":reader";
  const std::string pem = authority.issue_client(user).certificate_pem;
  EXPECT_THAT(subject_entries(pem, NID_commonName), ElementsAre(user));
  EXPECT_EQ(verify(pem, authority, X509_PURPOSE_SSL_CLIENT), X509_V_OK);
}

TEST(CertificatesTest, KeyFitsItsCertificate) {
  const KeyPair pair = CertificateAuthority("test CA").issue_client("me");
  EXPECT_EQ(X509_check_private_key(parse(pair.certificate_pem).get(),
                                   parse_private_key(pair.key_pem).get()),
            1);
}

TEST(CertificatesTest, ValidityIsAsAsked) {
  using std::chrono::hours;
  const CertificateAuthority authority("test CA");
  const KeyPair expired =
      authority.issue_server({"localhost"}, {.begins = -hours(48), .ends = -hours(24)});
  EXPECT_EQ(verify(expired.certificate_pem, authority, X509_PURPOSE_SSL_SERVER),
            X509_V_ERR_CERT_HAS_EXPIRED);
  const KeyPair early = authority.issue_client("me", {}, {.begins = hours(24), .ends = hours(48)});
  EXPECT_EQ(verify(early.certificate_pem, authority, X509_PURPOSE_SSL_CLIENT),
            X509_V_ERR_CERT_NOT_YET_VALID);
  const CertificateAuthority old("old CA", {.begins = -hours(48), .ends = -hours(24)});
  EXPECT_EQ(verify(old.issue_client("me").certificate_pem, old, X509_PURPOSE_SSL_CLIENT),
            X509_V_ERR_CERT_HAS_EXPIRED);
}

TEST(CertificatesTest, SerialNumbersDifferAndArePositive) {
  const CertificateAuthority authority("test CA");
  const std::string first = serial_number(authority.issue_client("me").certificate_pem);
  const std::string second = serial_number(authority.issue_client("me").certificate_pem);
  EXPECT_NE(first, second);
  EXPECT_NE(first, serial_number(authority.pem()));
  EXPECT_NE(first.front(), '-');
}

TEST(CertificatesTest, IssuesFromManyThreads) {
  const CertificateAuthority authority("test CA");
  std::vector<KeyPair> pairs(8);
  {
    std::vector<std::jthread> threads;
    threads.reserve(pairs.size());
    for (KeyPair& pair : pairs) {
      threads.emplace_back([&] { pair = authority.issue_client("me"); });
    }
  }
  for (const KeyPair& pair : pairs) {
    EXPECT_EQ(verify(pair.certificate_pem, authority, X509_PURPOSE_SSL_CLIENT), X509_V_OK);
  }
}

TEST(CertificatesTest, DigestIsInHexadecimal) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(CertificatesTest, SigningKeyIsAnRsaPair) {
  const SigningKey pair = make_signing_key();
  const Handle<EVP_PKEY> key = parse_private_key(pair.private_pem);
  ASSERT_NE(key, nullptr);
  EXPECT_EQ(EVP_PKEY_get_base_id(key.get()), EVP_PKEY_RSA);
  EXPECT_GE(EVP_PKEY_get_bits(key.get()), 2048);
  EXPECT_THAT(pair.public_pem, HasSubstr("-----BEGIN PUBLIC KEY-----"));
  const Handle<EVP_PKEY> other(
      PEM_read_bio_PUBKEY(read_bio(pair.public_pem).get(), nullptr, nullptr, nullptr),
      EVP_PKEY_free);
  EXPECT_EQ(EVP_PKEY_eq(key.get(), other.get()), 1);
}

}  // namespace
}  // namespace k8s::testing::detail
