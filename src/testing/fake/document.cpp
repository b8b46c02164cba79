#include "testing/fake/document.hpp"

#include <array>
#include <utility>

#include <openssl/evp.h>

namespace k8s::testing::fake {

detail::ServerResponse document(std::string body, std::string content_type) {
  detail::ServerResponse answer;
  answer.headers.set("Cache-Control", "no-cache, private");
  answer.headers.set("Content-Type", std::move(content_type));
  answer.body = std::move(body);
  return answer;
}

std::string fingerprint(const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha512(), nullptr);
  static constexpr const char* digits = "0123456789ABCDEF";
  std::string hex;
  for (unsigned i = 0; i < size; ++i) {
    hex += digits[digest[i] >> 4U];
    hex += digits[digest[i] & 15U];
  }
  return hex;
}

detail::ServerResponse tagged(detail::ServerResponse answer, const Headers& request) {
  const std::string tag = "\"" + fingerprint(answer.body) + "\"";
  answer.headers.set("Etag", tag);
  answer.headers.set("Vary", "Accept");
  const std::string* const known = request.find("If-None-Match");
  if (known == nullptr || known->find(tag) == known->npos) return answer;
  answer.status = 304;
  answer.body.clear();
  return answer;
}

}  // namespace k8s::testing::fake
