#pragma once

#include <bit>
#include <cstddef>
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
  // Negative, which is all that the mask takes of it, below 0x20 as signed: what is not ASCII too.
  const __m128i others = _mm_subs_epi8(bytes, _mm_set1_epi8(0x20));
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

/// Finds one special byte after the other. What it learns of 64 bytes serves for all of them: where
/// strings are short, each costs a shift of bits instead of a look at the text.
class SpecialFinder {
 public:
  SpecialFinder(const char* begin, const char* end) noexcept : end_(end), known_end_(begin) {}

  /// The first special byte in [p, end), or `end`; `p` is never before an earlier one.
  const char* find(const char* p) noexcept {
    for (;; p = known_end_) {
      if (p >= known_end_) {
        if (end_ - p < span) return find_special(p, end_);
        std::uint64_t bits = 0;
        for (int i = 0; i < span; i += block_size) {
          bits |= std::uint64_t{special_bits(p + i)} << i;
        }
        bits_ = bits;
        known_end_ = p + span;
      }
      const std::uint64_t bits = bits_ >> (span - (known_end_ - p));
      if (bits != 0) [[likely]]
        return p + std::countr_zero(bits);
    }
  }

 private:
  static constexpr std::ptrdiff_t span = 64;

  const char* end_;
  const char* known_end_;
  std::uint64_t bits_ = 0;  // of the bytes that end there
};

/// The position behind the UTF-8 sequence of two to four bytes at `p`, or null if it is none:
/// overlong forms, surrogates and what is beyond U+10FFFF are refused.
const char* skip_utf8(const char* p, const char* end) noexcept;

}  // namespace k8s::codec
