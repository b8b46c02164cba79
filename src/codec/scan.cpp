#include "codec/scan.hpp"

#include <cstddef>

namespace k8s::codec {
namespace {

/// What may follow a lead byte: how many bytes, and the range of the first of them.
struct Lead {
  std::ptrdiff_t following;
  unsigned char least;
  unsigned char most;
};

constexpr Lead lead_of(unsigned char byte) noexcept {
  if (byte >= 0xC2 && byte <= 0xDF) return {1, 0x80, 0xBF};
  if (byte == 0xE0) return {2, 0xA0, 0xBF};
  if (byte == 0xED) return {2, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {2, 0x80, 0xBF};
  if (byte == 0xF0) return {3, 0x90, 0xBF};
  if (byte >= 0xF1 && byte <= 0xF3) return {3, 0x80, 0xBF};
  if (byte == 0xF4) return {3, 0x80, 0x8F};
  return {0, 0, 0};
}

}  // namespace

const char* skip_utf8(const char* p, const char* end) noexcept {
  const Lead lead = lead_of(static_cast<unsigned char>(*p));
  if (lead.following == 0 || end - p <= lead.following) return nullptr;
  const auto first = static_cast<unsigned char>(p[1]);
  if (first < lead.least || first > lead.most) return nullptr;
  for (std::ptrdiff_t i = 2; i <= lead.following; ++i) {
    if ((static_cast<unsigned char>(p[i]) & 0xC0) != 0x80) return nullptr;
  }
  return p + lead.following + 1;
}

}  // namespace k8s::codec
