#include "auth/pem.hpp"

#include <cstddef>
#include <limits>
#include <memory>
#include <new>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace k8s::auth {

namespace {

template <auto free_function>
struct Free {
  template <class T>
  void operator()(T* object) const {
    free_function(object);
  }
};
using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;

Bio reader_of(std::string_view text) {
  if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
    throw std::bad_alloc();
  Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  if (!bio) throw std::bad_alloc();
  return bio;
}

/// OpenSSL would ask on the terminal; we only note that it wanted to.
int note_password(char* /*buffer*/, int /*size*/, int /*writing*/, void* wanted) {
  *static_cast<bool*>(wanted) = true;
  return -1;
}

Certificate next_certificate(BIO* bio) {
  bool wanted = false;
  return Certificate(PEM_read_bio_X509(bio, nullptr, note_password, &wanted));
}

Key read_key(std::string_view pem, bool& password_wanted) {
  const Bio bio = reader_of(pem);
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, note_password, &password_wanted));
  ERR_clear_error();
  return key;
}

/// Whether the last reading stopped because there was nothing more to read; forgets the error.
bool ended() {
  const unsigned long error = ERR_peek_last_error();
  ERR_clear_error();
  return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

}  // namespace

bool is_pem(std::string_view text) {
  return text.find("-----BEGIN ") != std::string_view::npos;
}

std::string certificates_problem(std::string_view pem) {
  const Bio bio = reader_of(pem);
  ERR_clear_error();
  std::size_t count = 0;
  while (next_certificate(bio.get())) ++count;
  if (!ended()) return "certificate " + std::to_string(count + 1) + " in it is damaged";
  if (count == 0)
    return "there is no certificate in PEM form in it (\"-----BEGIN CERTIFICATE-----\")";
  return {};
}

std::string key_problem(std::string_view pem) {
  bool password_wanted = false;
  const Key key = read_key(pem, password_wanted);
  if (key) return {};
  if (password_wanted) return "the key is locked with a password; unlock it with `openssl pkey`";
  if (pem.find("PRIVATE KEY-----") == std::string_view::npos) {
    return "there is no private key in PEM form in it (\"-----BEGIN PRIVATE KEY-----\")";
  }
  return "the private key in it is damaged";
}

std::string pair_problem(std::string_view certificate_pem, std::string_view key_pem) {
  const Bio bio = reader_of(certificate_pem);
  const Certificate certificate = next_certificate(bio.get());
  bool password_wanted = false;
  const Key key = read_key(key_pem, password_wanted);
  const bool match =
      certificate && key && X509_check_private_key(certificate.get(), key.get()) == 1;
  ERR_clear_error();
  return match ? std::string() : "the private key does not belong to the client certificate";
}

}  // namespace k8s::auth
