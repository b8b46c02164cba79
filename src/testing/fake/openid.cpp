#include "testing/fake/openid.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <vector>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "testing/fake/document.hpp"
#include "testing/fake/encoding.hpp"
#include "testing/fake/go_json.hpp"
#include "testing/fake/media_type.hpp"
#include "testing/fake/refusal.hpp"

namespace k8s::testing::fake {
namespace {

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(BIGNUM* number) const { BN_free(number); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

void check(bool well) {
  if (!well) throw std::runtime_error("OpenSSL cannot sign the tokens of service accounts");
}

std::string base64url(const std::vector<unsigned char>& bytes) {
  return base64url_encode({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

/// What service accounts' tokens are signed with.
class SigningKey {
 public:
  SigningKey() : key_(EVP_RSA_gen(2048U)) {
    check(key_ != nullptr);
    std::vector<unsigned char> der(static_cast<std::size_t>(i2d_PUBKEY(key_.get(), nullptr)));
    unsigned char* end = der.data();
    i2d_PUBKEY(key_.get(), &end);
    std::vector<unsigned char> digest(EVP_MAX_MD_SIZE);
    unsigned size = 0;
    check(EVP_Digest(der.data(), der.size(), digest.data(), &size, EVP_sha256(), nullptr) == 1);
    digest.resize(size);
    id_ = base64url(digest);
  }

  [[nodiscard]] const std::string& id() const noexcept { return id_; }

  [[nodiscard]] std::string signature(std::string_view text) const {
    const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    const auto* const bytes = reinterpret_cast<const unsigned char*>(text.data());
    std::size_t size = 0;
    check(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1);
    check(EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size()) == 1);
    std::vector<unsigned char> signature(size);
    check(EVP_DigestSign(context.get(), signature.data(), &size, bytes, text.size()) == 1);
    signature.resize(size);
    return base64url(signature);
  }

  /// As a JSON Web Key (RFC 7517).
  [[nodiscard]] json::object public_part() const {
    return {{"use", "sig"},
            {"kty", "RSA"},
            {"kid", id_},
            {"alg", "RS256"},
            {"n", number(OSSL_PKEY_PARAM_RSA_N)},
            {"e", number(OSSL_PKEY_PARAM_RSA_E)}};
  }

 private:
  [[nodiscard]] std::string number(const char* name) const {
    BIGNUM* read = nullptr;
    check(EVP_PKEY_get_bn_param(key_.get(), name, &read) == 1);
    const Owned<BIGNUM> number(read);
    std::vector<unsigned char> bytes(static_cast<std::size_t>(BN_num_bytes(read)));
    BN_bn2bin(read, bytes.data());
    return base64url(bytes);
  }

  Owned<EVP_PKEY> key_;
  std::string id_;
};

const SigningKey& signing_key() {
  static const SigningKey key;
  return key;
}

detail::ServerResponse lasting(const json::object& object, const char* type) {
  detail::ServerResponse answer = document(to_text(object), type);
  answer.headers.set("Cache-Control", "public, max-age=3600");
  return answer;
}

}  // namespace

std::string signed_token(std::string_view claims) {
  const json::object header{{"alg", "RS256"}, {"kid", signing_key().id()}};
  std::string token = base64url_encode(to_text(header)) + "." + base64url_encode(claims);
  token += "." + signing_key().signature(token);
  return token;
}

std::optional<detail::ServerResponse> issuer_document(std::string_view path,
                                                      const Headers& headers) {
  if (path == "/.well-known/openid-configuration") {
    const std::string* const host = headers.find("Host");
    return lasting(
        {{"issuer", token_issuer},
         {"jwks_uri", "https://" + (host != nullptr ? *host : "fake-cluster") + "/openid/v1/jwks"},
         {"response_types_supported", {"id_token"}},
         {"subject_types_supported", {"public"}},
         {"id_token_signing_alg_values_supported", {"RS256"}}},
        "application/json");
  }
  if (path != "/openid/v1/jwks" && path != "/openid/v1/jwks/") return std::nullopt;
  constexpr const char* key_set = "application/jwk-set+json";
  const auto takes = [&](const MediaType& media) {
    return media.type == key_set || media.type == "application/*" || media.type == "*/*";
  };
  if (std::ranges::none_of(read_accept(headers), takes)) {
    refuse_not_acceptable(
        std::string("406: Not Acceptable\n\nAvailable representations: ") + key_set, false);
  }
  return lasting({{"keys", json::array{signing_key().public_part()}}}, key_set);
}

}  // namespace k8s::testing::fake
