#include "base64.hpp"

#include <algorithm>
#include <cstddef>

#include <openssl/evp.h>

namespace k8s {

namespace {

// OpenSSL counts in int; a multiple of 12 lets the pieces stand side by side.
constexpr std::size_t piece_size = std::size_t{12} << 20;

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const unsigned char* bytes_of(const char* text) {
  return reinterpret_cast<const unsigned char*>(text);
}
unsigned char* bytes_of(char* text) {
  return reinterpret_cast<unsigned char*>(text);
}

}  // namespace

std::string base64_encode(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // OpenSSL writes a NUL at the end
  std::size_t written = 0;
  for (std::size_t at = 0; at < bytes.size(); at += piece_size) {
    const std::string_view piece = bytes.substr(at, piece_size);
    written += static_cast<std::size_t>(EVP_EncodeBlock(
        bytes_of(text.data() + written), bytes_of(piece.data()), static_cast<int>(piece.size())));
  }
  text.resize(written);
  return text;
}

std::optional<std::string> base64_decode(std::string_view text) {
  std::string plain(text);
  std::erase_if(plain, [](char c) { return c == '\n' || c == '\r'; });
  if (plain.size() % 4 != 0) return std::nullopt;
  // OpenSSL would take padding anywhere.
  const std::size_t data = std::min(plain.find('='), plain.size());
  const std::size_t padding = plain.size() - data;
  if (padding > 2 || plain.find_first_not_of('=', data) != std::string::npos ||
      plain.find_first_not_of(alphabet) < data) {
    return std::nullopt;
  }
  std::string bytes(plain.size() / 4 * 3, '\0');
  std::size_t written = 0;
  for (std::size_t at = 0; at < plain.size(); at += piece_size) {
    const std::size_t size = std::min(piece_size, plain.size() - at);
    const int decoded = EVP_DecodeBlock(bytes_of(bytes.data() + written),
                                        bytes_of(plain.data() + at), static_cast<int>(size));
    if (decoded < 0) return std::nullopt;
    written += static_cast<std::size_t>(decoded);
  }
  bytes.resize(written - padding);
  return bytes;
}

}  // namespace k8s
