#include "codec/end_finder.hpp"

#include <array>
#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace k8s::codec {

EndFinder::Block EndFinder::classify(const char* p) noexcept {
  Block block;
#if defined(__SSE2__)
  constexpr int lane = 16;
  for (int i = 0; i < static_cast<int>(block_bytes); i += lane) {
    const auto bits = [i](__m128i bytes) {
      return static_cast<Bits>(static_cast<unsigned>(_mm_movemask_epi8(bytes))) << i;
    };
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + i));
    // This bit apart, '[' is '{' and ']' is '}'.
    const __m128i brackets = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
    block.quotes |= bits(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
    block.backslashes |= bits(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
    block.opening |= bits(_mm_cmpeq_epi8(brackets, _mm_set1_epi8('{')));
    block.closing |= bits(_mm_cmpeq_epi8(brackets, _mm_set1_epi8('}')));
  }
#else
  for (std::size_t i = 0; i < block_bytes; ++i) {
    const Bits bit = Bits{1} << i;
    if (p[i] == '"') block.quotes |= bit;
    if (p[i] == '\\') block.backslashes |= bit;
    if (p[i] == '{' || p[i] == '[') block.opening |= bit;
    if (p[i] == '}' || p[i] == ']') block.closing |= bit;
  }
#endif
  return block;
}

const char* EndFinder::find(const char* p, const char* end) noexcept {
  for (; end - p >= static_cast<std::ptrdiff_t>(block_bytes); p += block_bytes) {
    const std::size_t taken = take(classify(p), block_bytes);
    if (taken != not_found) return p + taken;
  }
  if (p == end) return nullptr;
  std::array<char, block_bytes> rest{};
  const auto size = static_cast<std::size_t>(end - p);
  std::memcpy(rest.data(), p, size);
  const std::size_t taken = take(classify(rest.data()), size);
  return taken != not_found ? p + taken : nullptr;
}

std::size_t EndFinder::take(const Block& block, std::size_t size) noexcept {
  const Bits quoted = quoting_.take(block.quotes, block.backslashes, size).inside;
  const Bits opening = block.opening & ~quoted;
  for (Bits brackets = opening | (block.closing & ~quoted); brackets != 0;
       brackets &= brackets - 1) {
    const int at = std::countr_zero(brackets);
    if ((opening >> static_cast<unsigned>(at) & 1U) != 0) {
      ++depth_;
    } else if (--depth_ <= 0) {
      return static_cast<std::size_t>(at) + 1;
    }
  }
  return not_found;
}

}  // namespace k8s::codec
