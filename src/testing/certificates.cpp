#include "testing/certificates.hpp"

#include <array>
#include <ctime>
#include <stdexcept>
#include <utility>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "openssl_handle.hpp"

namespace k8s::testing::detail {
namespace {

using k8s::detail::Bio;
using k8s::detail::Certificate;
using k8s::detail::Key;
using k8s::detail::OpensslHandle;

using BigNumber = OpensslHandle<BIGNUM, BN_free>;
using Extension = OpensslHandle<X509_EXTENSION, X509_EXTENSION_free>;
using GeneralName = OpensslHandle<GENERAL_NAME, GENERAL_NAME_free>;
using GeneralNames = OpensslHandle<GENERAL_NAMES, GENERAL_NAMES_free>;
using OctetString = OpensslHandle<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free>;
using Ia5String = OpensslHandle<ASN1_IA5STRING, ASN1_IA5STRING_free>;

[[noreturn]] void fail(const char* what) {
  std::string message = std::string("OpenSSL cannot ") + what;
  if (const unsigned long code = ERR_get_error(); code != 0) {
    message += std::string(": ") + ERR_error_string(code, nullptr);
  }
  ERR_clear_error();
  throw std::runtime_error(message);
}

void check(int result, const char* what) {
  if (result <= 0) fail(what);
}

template <class T>
T* check(T* pointer, const char* what) {
  if (pointer == nullptr) fail(what);
  return pointer;
}

template <class Write>
std::string to_pem(Write write) {
  const Bio bio(check(BIO_new(BIO_s_mem()), "make a buffer"));
  check(write(bio.get()), "write PEM");
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string certificate_pem(X509* certificate) {
  return to_pem([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate); });
}

std::string private_pem(EVP_PKEY* key) {
  return to_pem([&](BIO* bio) {
    return PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
  });
}

Key make_ec_key() {
  return Key(check(EVP_EC_gen("P-256"), "make an EC key"));
}

/// Takes text as it is: names of Kubernetes users may be longer than X.520 allows common names to
/// be, and neither the API server nor OpenSSL minds when reading them.
void add_name(X509_NAME* name, int nid, const std::string& text) {
  check(X509_NAME_add_entry_by_NID(name, nid, V_ASN1_UTF8STRING,
                                   // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()), -1, 0),
        "write a name into a certificate");
}

void set_random_serial(X509* certificate) {
  // RFC 5280: positive, at most 20 octets.
  constexpr int bits = 159;
  const BigNumber serial(check(BN_new(), "make a serial number"));
  check(BN_rand(serial.get(), bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY), "make a serial number");
  check(BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate)),
        "write a serial number");
}

void set_validity(X509* certificate, Validity validity) {
  const std::time_t now = std::time(nullptr);
  check(ASN1_TIME_set(X509_getm_notBefore(certificate), now + validity.begins.count()),
        "write the time that a certificate begins");
  check(ASN1_TIME_set(X509_getm_notAfter(certificate), now + validity.ends.count()),
        "write the time that a certificate ends");
}

/// `value` is in the language of openssl.cnf: only for constants.
void add_extension(X509* certificate, X509* issuer, int nid, const char* value) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(
      check(X509V3_EXT_conf_nid(nullptr, &context, nid, value), "make a certificate extension"));
  check(X509_add_ext(certificate, extension.get(), -1), "add a certificate extension");
}

GeneralName make_general_name(const std::string& text) {
  GeneralName name(check(GENERAL_NAME_new(), "make a subject alternative name"));
  if (OctetString address{a2i_IPADDRESS(text.c_str())}) {
    GENERAL_NAME_set0_value(name.get(), GEN_IPADD, address.release());
    return name;
  }
  ERR_clear_error();
  Ia5String dns(check(ASN1_IA5STRING_new(), "make a subject alternative name"));
  check(ASN1_STRING_set(dns.get(), text.data(), static_cast<int>(text.size())),
        "write a subject alternative name");
  GENERAL_NAME_set0_value(name.get(), GEN_DNS, dns.release());
  return name;
}

void add_alternative_names(X509* certificate, const std::vector<std::string>& names) {
  const GeneralNames list(check(GENERAL_NAMES_new(), "make subject alternative names"));
  for (const std::string& text : names) {
    GeneralName name = make_general_name(text);
    check(sk_GENERAL_NAME_push(list.get(), name.get()), "add a subject alternative name");
    static_cast<void>(name.release());
  }
  check(X509_add1_ext_i2d(certificate, NID_subject_alt_name, list.get(), 0, X509V3_ADD_DEFAULT),
        "add subject alternative names");
}

Certificate start_certificate(EVP_PKEY* key, Validity validity) {
  Certificate certificate(check(X509_new(), "make a certificate"));
  check(X509_set_version(certificate.get(), X509_VERSION_3), "make a certificate");
  check(X509_set_pubkey(certificate.get(), key), "write a public key into a certificate");
  set_random_serial(certificate.get());
  set_validity(certificate.get(), validity);
  return certificate;
}

}  // namespace

std::string sha256_hex(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  check(EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr),
        "compute a digest");
  std::string hex;
  for (unsigned i = 0; i < size; ++i) {
    constexpr std::string_view digits = "0123456789abcdef";
    hex += digits[digest[i] >> 4U];
    hex += digits[digest[i] & 0xFU];
  }
  return hex;
}

class CertificateAuthority::State {
 public:
  State(const std::string& common_name, Validity validity)
      : key_(make_ec_key()), certificate_(start_certificate(key_.get(), validity)) {
    X509* const certificate = certificate_.get();
    add_name(X509_get_subject_name(certificate), NID_commonName, common_name);
    check(X509_set_issuer_name(certificate, X509_get_subject_name(certificate)),
          "name a certificate's issuer");
    add_extension(certificate, certificate, NID_subject_key_identifier, "hash");
    add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
    check(X509_sign(certificate, key_.get(), EVP_sha256()), "sign a certificate");
    pem_ = certificate_pem(certificate);
  }

  [[nodiscard]] const std::string& pem() const noexcept { return pem_; }

  /// \param subject writes the names of the certificate
  template <class Subject>
  [[nodiscard]] KeyPair issue(const char* usage, Validity validity, Subject subject) const {
    const Key key = make_ec_key();
    const Certificate certificate = start_certificate(key.get(), validity);
    check(X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate_.get())),
          "name a certificate's issuer");
    subject(certificate.get());
    add(certificate.get(), NID_subject_key_identifier, "hash");
    add(certificate.get(), NID_authority_key_identifier, "keyid:always");
    add(certificate.get(), NID_basic_constraints, "critical,CA:FALSE");
    add(certificate.get(), NID_key_usage, "critical,digitalSignature");
    add(certificate.get(), NID_ext_key_usage, usage);
    check(X509_sign(certificate.get(), key_.get(), EVP_sha256()), "sign a certificate");
    return {.certificate_pem = certificate_pem(certificate.get()),
            .key_pem = private_pem(key.get())};
  }

 private:
  void add(X509* certificate, int nid, const char* value) const {
    add_extension(certificate, certificate_.get(), nid, value);
  }

  Key key_;
  Certificate certificate_;
  std::string pem_;
};

CertificateAuthority::CertificateAuthority(std::string common_name, Validity validity)
    : state_(std::make_shared<const State>(common_name, validity)) {}

const std::string& CertificateAuthority::pem() const noexcept {
  return state_->pem();
}

KeyPair CertificateAuthority::issue_server(const std::vector<std::string>& dns_names_and_ips,
                                           Validity validity) const {
  if (dns_names_and_ips.empty()) {
    throw std::invalid_argument("a server's certificate needs at least one name or address");
  }
  return state_->issue("serverAuth", validity, [&](X509* certificate) {
    add_name(X509_get_subject_name(certificate), NID_commonName, dns_names_and_ips.front());
    add_alternative_names(certificate, dns_names_and_ips);
  });
}

KeyPair CertificateAuthority::issue_client(const std::string& common_name,
                                           const std::vector<std::string>& organizations,
                                           Validity validity) const {
  return state_->issue("clientAuth", validity, [&](X509* certificate) {
    X509_NAME* const subject = X509_get_subject_name(certificate);
    for (const std::string& organization : organizations) {
      add_name(subject, NID_organizationName, organization);
    }
    add_name(subject, NID_commonName, common_name);
  });
}

SigningKey make_signing_key() {
  constexpr unsigned int bits = 2048;
  const Key key(check(EVP_RSA_gen(bits), "make an RSA key"));
  return {.private_pem = private_pem(key.get()),
          .public_pem = to_pem([&](BIO* bio) { return PEM_write_bio_PUBKEY(bio, key.get()); })};
}

}  // namespace k8s::testing::detail
