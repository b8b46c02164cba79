// The tokens of service accounts, and how somebody who has only the server's address verifies them.
// https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#service-account-issuer-discovery

#include <memory>
#include <string>
#include <vector>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <boost/json.hpp>

#include "environment.hpp"

namespace {

using k8s::Method;
namespace json = boost::json;
using Bytes = std::vector<unsigned char>;

/// Of the alphabet for URLs, without padding.
Bytes from_base64url(std::string text) {
  for (char& c : text) c = c == '-' ? '+' : (c == '_' ? '/' : c);
  const std::size_t padding = (4 - text.size() % 4) % 4;
  text.append(padding, '=');
  Bytes bytes(text.size());
  const int size =
      EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()),
                      static_cast<int>(text.size()));
  EXPECT_GE(size, 0) << text;
  bytes.resize(size < 0 ? 0 : static_cast<std::size_t>(size) - padding);
  return bytes;
}

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(OSSL_PARAM_BLD* builder) const { OSSL_PARAM_BLD_free(builder); }
  void operator()(OSSL_PARAM* parameters) const { OSSL_PARAM_free(parameters); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

/// The RSA key that a JSON Web Key describes.
Owned<EVP_PKEY> read_key(const json::object& key) {
  const auto number = [&](const char* name) {
    const Bytes bytes = from_base64url(std::string(key.at(name).as_string()));
    return Owned<BIGNUM>(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
  };
  const Owned<BIGNUM> n = number("n");
  const Owned<BIGNUM> e = number("e");
  const Owned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
  const Owned<OSSL_PARAM> parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* made = nullptr;
  EVP_PKEY_fromdata_init(context.get());
  EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get());
  return Owned<EVP_PKEY>(made);
}

bool is_signed_by(const Owned<EVP_PKEY>& key, const std::string& text, const Bytes& signature) {
  const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get());
  return EVP_DigestVerify(context.get(), signature.data(), signature.size(),
                          reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1;
}

CONFORMANCE_SUITE(Tokens);

TEST_P(Tokens, AreVerifiedWithTheKeysThatTheServerPublishes) {
  constexpr const char* accounts = "/api/v1/namespaces/{ns}/serviceaccounts";
  ASSERT_EQ(raw(Method::post, accounts, R"({"metadata":{"name":"robot"}})").code, 201);
  const auto answer =
      raw(Method::post, accounts + std::string("/robot/token"), R"({"spec":{"audiences":["us"]}})");
  ASSERT_EQ(answer.code, 201) << answer.body;
  const std::string token(json::parse(answer.body).at_pointer("/status/token").as_string());
  const std::size_t first = token.find('.');
  const std::size_t second = token.rfind('.');
  const auto part = [&](std::size_t begin, std::size_t end) {
    const Bytes bytes = from_base64url(token.substr(begin, end - begin));
    return json::parse(std::string(bytes.begin(), bytes.end())).as_object();
  };
  const json::object header = part(0, first);
  const json::object claims = part(first + 1, second);

  const auto issuer = raw(Method::get, "/.well-known/openid-configuration");
  EXPECT_EQ(json::parse(issuer.body).at("issuer"), claims.at("iss"));
  EXPECT_EQ(claims.at("sub"), json::value(fill("system:serviceaccount:{ns}:robot")));
  EXPECT_EQ(claims.at("aud"), json::value(json::array{"us"}));
  EXPECT_EQ(header.at("alg"), "RS256");

  const auto published =
      raw(Method::get, "/openid/v1/jwks", {}, {{"Accept", "application/jwk-set+json"}});
  ASSERT_EQ(published.code, 200) << published.body;
  const json::object key = json::parse(published.body).at_pointer("/keys/0").as_object();
  EXPECT_EQ(header.at("kid"), key.at("kid"));
  const Bytes signature = from_base64url(token.substr(second + 1));
  EXPECT_TRUE(is_signed_by(read_key(key), token.substr(0, second), signature));
  EXPECT_FALSE(is_signed_by(read_key(key), token.substr(0, second) + "x", signature));
}

}  // namespace
