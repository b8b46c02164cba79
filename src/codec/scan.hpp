#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace k8s::codec {

/// Whether a byte ends a run of plain characters inside a JSON string: a quote, a backslash, a
/// control character, or the beginning of anything that is not ASCII.
constexpr bool is_special(char c) noexcept {
  return c == '"' || c == '\\' || static_cast<signed char>(c) < 0x20;
}

inline constexpr int block_size = 16;

/// Of the `block_size` bytes at `p`: one bit for each that is special, the first lowest.
inline unsigned special_bits(const char* p) noexcept {
#if defined(__SSE2__)
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  const __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
  const __m128i backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
  const __m128i others = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));  // as signed: and not ASCII
  return static_cast<unsigned>(
      _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quotes, backslashes), others)));
#else
  unsigned bits = 0;
  for (int i = 0; i < block_size; ++i) bits |= static_cast<unsigned>(is_special(p[i])) << i;
  return bits;
#endif
}

/// The first special byte in [p, end), or `end`.
inline const char* find_special(const char* p, const char* end) noexcept {
  for (; end - p >= block_size; p += block_size) {
    if (const unsigned bits = special_bits(p); bits != 0) return p + std::countr_zero(bits);
  }
  while (p != end && !is_special(*p)) ++p;
  return p;
}

/// The position behind the UTF-8 sequence of two to four bytes at `p`, or null if it is none:
/// overlong forms, surrogates and what is beyond U+10FFFF are refused.
const char* skip_utf8(const char* p, const char* end) noexcept;

}  // namespace k8s::codec
