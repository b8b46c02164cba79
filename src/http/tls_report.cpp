#include "http/tls_report.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <optional>
#include <utility>
#include <vector>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "openssl_handle.hpp"

namespace k8s::detail {
namespace {

using Names = OpensslHandle<GENERAL_NAMES, GENERAL_NAMES_free>;

Certificate share(X509* certificate) {
  if (certificate != nullptr) X509_up_ref(certificate);
  return Certificate(certificate);
}

std::string written(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

/// "CN=kubernetes"
std::string name_text(const X509_NAME* name) {
  const Bio bio(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  const std::string text = written(bio.get());
  return text.empty() ? "a nameless one" : text;
}

/// "2024-05-01 10:00:00 UTC"
std::string time_text(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return "an unknown time";
  std::array<char, 40> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &parts);
  return {text.data(), size};
}

std::string join(const std::vector<std::string>& texts) {
  constexpr std::size_t most = 8;
  std::string joined;
  for (std::size_t i = 0; i < texts.size() && i < most; ++i) {
    if (i > 0) joined += ", ";
    joined += texts[i];
  }
  if (texts.size() > most) joined += " and " + std::to_string(texts.size() - most) + " more";
  return joined;
}

std::string string_text(const ASN1_STRING* string) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
          static_cast<std::size_t>(ASN1_STRING_length(string))};
}

std::string address_text(const ASN1_OCTET_STRING* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = ASN1_STRING_length(address) == 4 ? AF_INET : AF_INET6;
  if (family == AF_INET6 && ASN1_STRING_length(address) != 16) return "a malformed address";
  inet_ntop(family, ASN1_STRING_get0_data(address), text.data(), text.size());
  return text.data();
}

/// The names and addresses that a certificate is for.
std::vector<std::string> names_of(X509* certificate) {
  std::vector<std::string> texts;
  const Names names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_DNS) texts.push_back(string_text(name->d.dNSName));
    if (name->type == GEN_IPADD) texts.push_back(address_text(name->d.iPAddress));
  }
  return texts;
}

std::vector<Certificate> read_certificates(const std::string& pem) {
  std::vector<Certificate> certificates;
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  while (X509* const certificate = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) {
    certificates.emplace_back(certificate);
  }
  ERR_clear_error();
  return certificates;
}

std::vector<std::string> subjects_of(const std::string& pem) {
  std::vector<std::string> subjects;
  for (const Certificate& certificate : read_certificates(pem)) {
    subjects.push_back(name_text(X509_get_subject_name(certificate.get())));
  }
  return subjects;
}

bool is_about_certificates(int alert) {
  return alert == SSL_AD_BAD_CERTIFICATE || alert == SSL_AD_UNSUPPORTED_CERTIFICATE ||
         alert == SSL_AD_CERTIFICATE_REVOKED || alert == SSL_AD_CERTIFICATE_EXPIRED ||
         alert == SSL_AD_CERTIFICATE_UNKNOWN || alert == SSL_AD_UNKNOWN_CA ||
         alert == SSL_AD_ACCESS_DENIED || alert == SSL_AD_CERTIFICATE_REQUIRED;
}

}  // namespace

class TlsReport::Listener {
 public:
  static int on_verify(X509_STORE_CTX* store, void* self) {
    int result = X509_verify_cert(store);
    if (result == 1 && names_of(X509_STORE_CTX_get0_cert(store)).empty()) {
      // libcurl would take the common name, which Kubernetes' own tools do not: that of a client is
      // whatever its user is called.
      X509_STORE_CTX_set_error(store, X509_V_ERR_HOSTNAME_MISMATCH);
      result = 0;
    }
    static_cast<Listener*>(self)->note(store);
    return result;
  }

  static void on_info(const SSL* ssl, int where, int value) {
    if ((where & SSL_CB_READ_ALERT) != SSL_CB_READ_ALERT) return;
    if (const Owner* const owner = owner_of(SSL_get_SSL_CTX(ssl))) (*owner)->alert_ = value & 0xFF;
  }

  /// What keeps a listener alive as long as its context.
  using Owner = std::shared_ptr<Listener>;

  static void give(SSL_CTX* context, const Owner& listener) {
    delete owner_of(context);
    SSL_CTX_set_ex_data(context, index(), new Owner(listener));
  }

  static Owner* owner_of(const SSL_CTX* context) {
    return static_cast<Owner*>(SSL_CTX_get_ex_data(context, index()));
  }

  [[nodiscard]] std::string problem_of_server(const std::string& server, const std::string& host,
                                              const std::string& ca_pem) const {
    if (!leaf_) return {};
    switch (error_) {
      case X509_V_OK:
      case X509_V_ERR_HOSTNAME_MISMATCH:
        return wrong_name(server, host);
      case X509_V_ERR_CERT_HAS_EXPIRED:
        return whose(server) + " expired on " + time_text(X509_get0_notAfter(culprit())) +
               ": renew it, or set this machine's clock";
      case X509_V_ERR_CERT_NOT_YET_VALID:
        return whose(server) + " is not valid before " + time_text(X509_get0_notBefore(culprit())) +
               ": set this machine's clock, or the server's before it makes certificates";
      case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
      case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
      case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      case X509_V_ERR_CERT_UNTRUSTED:
        return unknown_issuer(server, ca_pem);
      case X509_V_ERR_CERT_SIGNATURE_FAILURE:
        return other_key(server);
      default:
        return whose(server) + " was refused: " + X509_verify_cert_error_string(error_);
    }
  }

  [[nodiscard]] std::string problem_of_client(const std::string& server,
                                              const std::string& certificate_pem) const {
    if (!alert_ || !is_about_certificates(*alert_)) return {};
    const std::string said = *alert_ == SSL_AD_CERTIFICATE_REQUIRED
                                 ? "certificate required"  // which OpenSSL calls "unknown"
                                 : SSL_alert_desc_string_long(*alert_);
    const std::vector<Certificate> ours = read_certificates(certificate_pem);
    if (ours.empty()) {
      return server + " wants a client certificate (" + said + "): set cert";
    }
    X509* const certificate = ours.front().get();
    const ASN1_TIME* const end = X509_get0_notAfter(certificate);
    const bool expired = X509_cmp_current_time(end) < 0;
    return server + " refused the client certificate of " +
           name_text(X509_get_subject_name(certificate)) + ", issued by " +
           name_text(X509_get_issuer_name(certificate)) + " (" + said + "): " +
           (expired ? "it expired on " + time_text(end) + "; get a new one"
                    : std::string("use one that this cluster's CA has issued"));
  }

 private:
  static int index() {
    static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, &free_owner);
    return index;
  }

  static void free_owner(void* /*context*/, void* owner, CRYPTO_EX_DATA* /*all*/, int /*index*/,
                         long /*number*/, void* /*argument*/) {
    delete static_cast<Owner*>(owner);
  }

  void note(X509_STORE_CTX* store) {
    error_ = X509_STORE_CTX_get_error(store);
    culprit_ = share(X509_STORE_CTX_get_current_cert(store));
    leaf_ = share(X509_STORE_CTX_get0_cert(store));
  }

  [[nodiscard]] X509* culprit() const { return culprit_ ? culprit_.get() : leaf_.get(); }

  [[nodiscard]] std::string whose(const std::string& server) const {
    const bool is_leaf = X509_cmp(culprit(), leaf_.get()) == 0;
    if (is_leaf) return "the certificate of " + server;
    return "the CA certificate " + name_text(X509_get_subject_name(culprit())) +
           " behind that of " + server;
  }

  [[nodiscard]] std::string other_key(const std::string& server) const {
    return whose(server) + " was issued by another CA that has the same name as the CA given, " +
           name_text(X509_get_issuer_name(culprit())) +
           ": use the CA of this cluster, as it is now";
  }

  [[nodiscard]] std::string unknown_issuer(const std::string& server,
                                           const std::string& ca_pem) const {
    const std::string fact = "the certificate of " + server + " was issued by " +
                             name_text(X509_get_issuer_name(culprit())) + ", which is not ";
    if (ca_pem.empty()) {
      return fact + "among the system's authorities: set verify_ssl to the cluster's CA";
    }
    const std::vector<std::string> given = subjects_of(ca_pem);
    if (std::ranges::find(given, name_text(X509_get_issuer_name(culprit()))) != given.end()) {
      return other_key(server);
    }
    return fact + "the CA given (" + join(given) + "): use the CA of this cluster";
  }

  /// libcurl itself compares the names, after OpenSSL found no fault.
  [[nodiscard]] std::string wrong_name(const std::string& server, const std::string& host) const {
    const std::vector<std::string> names = names_of(leaf_.get());
    if (names.empty()) {
      return "the certificate of " + server + " (" + name_text(X509_get_subject_name(leaf_.get())) +
             ") is for no host: make one with subjectAltName, where alone names count";
    }
    return "the certificate of " + server + " is not for " + host + " but for " + join(names) +
           ": use one of these names in api_server, or set tls_server_name";
  }

  int error_ = X509_V_OK;
  Certificate culprit_;
  Certificate leaf_;
  std::optional<int> alert_;
};

TlsReport::TlsReport() : listener_(std::make_shared<Listener>()) {}
TlsReport::~TlsReport() = default;

void TlsReport::listen(SSL_CTX* context, bool verify) {
  listener_ = std::make_shared<Listener>();
  Listener::give(context, listener_);
  if (verify) SSL_CTX_set_cert_verify_callback(context, Listener::on_verify, listener_.get());
  SSL_CTX_set_info_callback(context, Listener::on_info);
}

void TlsReport::follow(SSL* connection) {
  if (const auto* const owner = Listener::owner_of(SSL_get_SSL_CTX(connection))) listener_ = *owner;
}

std::string TlsReport::problem_of_server(const std::string& server, const std::string& host,
                                         const std::string& ca_pem) const {
  return listener_->problem_of_server(server, host, ca_pem);
}

std::string TlsReport::problem_of_client(const std::string& server,
                                         const std::string& certificate_pem) const {
  return listener_->problem_of_client(server, certificate_pem);
}

}  // namespace k8s::detail
