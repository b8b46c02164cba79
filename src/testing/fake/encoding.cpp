#include "testing/fake/encoding.hpp"

#include <algorithm>
#include <charconv>

#include "base64.hpp"

namespace k8s::testing::fake {
namespace {

void translate(std::string& text, std::string_view from, std::string_view to) {
  for (char& c : text) {
    if (const std::size_t i = from.find(c); i != from.npos) c = to[i];
  }
}

}  // namespace

std::string base64url_encode(std::string_view bytes) {
  std::string text = base64_encode(bytes);
  text.erase(std::min(text.find('='), text.size()));
  translate(text, "+/", "-_");
  return text;
}

std::optional<std::string> base64url_decode(std::string_view text) {
  std::string standard(text);
  if (standard.find_first_of("+/=\r\n") != standard.npos) return std::nullopt;
  translate(standard, "-_", "+/");
  standard.append((4 - standard.size() % 4) % 4, '=');
  return base64_decode(standard);
}

std::optional<std::string> percent_decode(std::string_view text, bool query) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && query) {
      decoded += ' ';
    } else if (text[i] == '%') {
      unsigned byte = 0;
      const char* const begin = text.data() + i + 1;
      if (text.size() - i < 3) return std::nullopt;
      const auto result = std::from_chars(begin, begin + 2, byte, 16);
      if (result.ec != std::errc() || result.ptr != begin + 2) return std::nullopt;
      decoded += static_cast<char>(byte);
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

}  // namespace k8s::testing::fake
