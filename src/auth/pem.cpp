#include "auth/pem.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <new>
#include <optional>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include "openssl_handle.hpp"

namespace k8s::auth {

namespace {

using detail::Bio;
using detail::Certificate;
using detail::Key;

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

std::string unreadable_key(std::string_view pem, bool password_wanted) {
  if (password_wanted) return "the key is locked with a password; unlock it with `openssl pkey`";
  if (pem.find("PRIVATE KEY-----") == std::string_view::npos) {
    return "there is no private key in PEM form in it (\"-----BEGIN PRIVATE KEY-----\")";
  }
  return "the private key in it is damaged";
}

// ---- what was checked already ---------------------------------------------------------------

using Digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;
using Hash = detail::OpensslHandle<EVP_MD_CTX, EVP_MD_CTX_free>;
using Texts = std::initializer_list<std::string_view>;

/// Nothing if OpenSSL cannot make it.
std::optional<Digest> digest_of(Texts texts) {
  const Hash hash(EVP_MD_CTX_new());
  bool good = hash && EVP_DigestInit_ex(hash.get(), EVP_sha256(), nullptr) == 1;
  for (const std::string_view text : texts) {
    const std::size_t size = text.size();
    good = good && EVP_DigestUpdate(hash.get(), &size, sizeof size) == 1 &&
           EVP_DigestUpdate(hash.get(), text.data(), size) == 1;
  }
  Digest digest{};
  good = good && EVP_DigestFinal_ex(hash.get(), digest.data(), nullptr) == 1;
  ERR_clear_error();
  return good ? std::optional(digest) : std::nullopt;
}

/// The last few checks in which nothing was wrong.
class Passed {
 public:
  [[nodiscard]] bool has(const Digest& check) const {
    return std::ranges::find(checks_, check) != checks_.end();
  }
  void add(const Digest& check) { checks_[next_++ % checks_.size()] = check; }

 private:
  std::array<Digest, 8> checks_{};
  std::size_t next_ = 0;
};

/// The same texts are checked where a configuration is read, where its files are, and where a
/// connection is made with it, mostly by one thread; and OpenSSL takes a millisecond for a key.
template <class Check>
std::string check_once(Texts texts, Check check) {
  thread_local Passed passed;
  const std::optional<Digest> digest = digest_of(texts);
  if (digest && passed.has(*digest)) return {};
  std::string problem = check();
  if (digest && problem.empty()) passed.add(*digest);
  return problem;
}

}  // namespace

bool is_pem(std::string_view text) {
  return text.find("-----BEGIN ") != std::string_view::npos;
}

std::string certificates_problem(std::string_view pem) {
  return check_once({"certificates", pem}, [&]() -> std::string {
    const Bio bio = reader_of(pem);
    ERR_clear_error();
    std::size_t count = 0;
    while (next_certificate(bio.get())) ++count;
    if (!ended()) return "certificate " + std::to_string(count + 1) + " in it is damaged";
    if (count == 0)
      return "there is no certificate in PEM form in it (\"-----BEGIN CERTIFICATE-----\")";
    return {};
  });
}

std::string key_problem(std::string_view pem, std::string_view certificate_pem) {
  return check_once({"key", pem, certificate_pem}, [&]() -> std::string {
    bool password_wanted = false;
    const Key key = read_key(pem, password_wanted);
    if (!key) return unreadable_key(pem, password_wanted);
    const Certificate certificate = next_certificate(reader_of(certificate_pem).get());
    const bool match = certificate && X509_check_private_key(certificate.get(), key.get()) == 1;
    ERR_clear_error();
    return match ? "" : "the private key does not belong to the client certificate";
  });
}

}  // namespace k8s::auth
