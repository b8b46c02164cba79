#include "testing/fake/random.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::size_t max_name = 63;
constexpr std::size_t suffix_length = 5;
// Neither vowels nor what looks like them, so that no words come out.
constexpr std::string_view alphabet = "bcdfghjklmnpqrstvwxz2456789";

}  // namespace

std::string Random::uid() {
  static constexpr std::string_view pattern = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string uid;
  std::uint64_t bits = 0;
  int left = 0;
  for (const char c : pattern) {
    if (c != 'x' && c != 'y') {
      uid += c;
      continue;
    }
    if (left == 0) {
      bits = engine_();
      left = 16;
    }
    const std::uint64_t digit = bits & 15U;
    uid += digits[c == 'x' ? digit : 8U | (digit & 3U)];
    bits >>= 4;
    --left;
  }
  return uid;
}

std::string Random::name(std::string_view prefix) {
  std::string name(prefix.substr(0, max_name - suffix_length));
  std::uniform_int_distribution<std::size_t> letter(0, alphabet.size() - 1);
  for (std::size_t i = 0; i < suffix_length; ++i) name += alphabet[letter(engine_)];
  return name;
}

}  // namespace k8s::testing::fake
