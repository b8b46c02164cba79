#include "testing/server/tls.hpp"

#include <array>
#include <memory>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/error.hpp>

namespace k8s::testing::detail {
namespace {

namespace asio = boost::asio;

constexpr std::array<unsigned char, 9> only_http_1_1 = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

int choose_protocol(SSL* /*tls*/, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned int offered_size, void* /*context*/) {
  unsigned char* match = nullptr;
  const int result = SSL_select_next_proto(&match, chosen_size, only_http_1_1.data(),
                                           only_http_1_1.size(), offered, offered_size);
  *chosen = match;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

/// Lets every certificate through the handshake; peer_of() looks at the verdict. An API server
/// answers a bad certificate with 401, not with an alert.
int note_verdict(int /*good*/, X509_STORE_CTX* /*chain*/) {
  return 1;
}

std::string text_of(const X509_NAME_ENTRY* entry) {
  unsigned char* utf8 = nullptr;
  const int size = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(entry));
  if (size < 0) return {};
  std::string text(reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(size));
  OPENSSL_free(utf8);
  return text;
}

std::string der_of(const X509* certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(certificate, &bytes);
  if (size < 0) return {};
  std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return der;
}

ClientIdentity identity_of(const X509* certificate) {
  ClientIdentity identity{.digest = sha256_hex(der_of(certificate))};
  const X509_NAME* subject = X509_get_subject_name(certificate);
  for (int i = 0; i < X509_NAME_entry_count(subject); ++i) {
    const X509_NAME_ENTRY* entry = X509_NAME_get_entry(subject, i);
    const int kind = OBJ_obj2nid(X509_NAME_ENTRY_get_object(entry));
    if (kind == NID_commonName) identity.common_name = text_of(entry);
    if (kind == NID_organizationName) identity.organizations.push_back(text_of(entry));
  }
  return identity;
}

}  // namespace

asio::ssl::context make_server_tls(const KeyPair& certificate, const std::string& client_ca_pem) {
  asio::ssl::context context(asio::ssl::context::tls_server);
  context.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                      asio::ssl::context::no_tlsv1_1);
  context.use_certificate_chain(asio::buffer(certificate.certificate_pem));
  context.use_private_key(asio::buffer(certificate.key_pem), asio::ssl::context::pem);

  SSL_CTX* native = context.native_handle();
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(native, SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(native, 0);
  SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);
  if (!client_ca_pem.empty()) {
    context.add_certificate_authority(asio::buffer(client_ca_pem));
    SSL_CTX_set_verify(native, SSL_VERIFY_PEER, note_verdict);
  }
  return context;
}

Peer peer_of(SSL* tls) {
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(tls),
                                                                X509_free);
  if (!certificate) return {};
  if (SSL_get_verify_result(tls) != X509_V_OK) return {.refused = true};
  return {.identity = identity_of(certificate.get())};
}

bool is_plain_http(const boost::system::error_code& problem) {
  return problem.category() == asio::error::get_ssl_category() &&
         ERR_GET_REASON(static_cast<unsigned long>(problem.value())) == SSL_R_HTTP_REQUEST;
}

}  // namespace k8s::testing::detail
