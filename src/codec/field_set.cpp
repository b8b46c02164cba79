#include "codec/field_set.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

#include "codec/lexer.hpp"
#include "codec/quoting.hpp"

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace k8s::codec {
namespace {

/// Which of 64 bytes are what.
struct Block {
  Bits quotes = 0;
  Bits backslashes = 0;
  Bits colons = 0;
  Bits commas = 0;
  Bits opening = 0;  // '{'
  Bits closing = 0;
  Bits unusual = 0;  // control characters, and what is not ASCII
};

#if defined(__SSE2__)

Block classify(const char* p) noexcept {
  constexpr unsigned lane = 16;
  Block block;
  for (unsigned i = 0; i < block_bytes; i += lane) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + i));
    const auto add = [i](Bits& bits, __m128i mask) {
      bits |= static_cast<Bits>(static_cast<unsigned>(_mm_movemask_epi8(mask))) << i;
    };
    add(block.quotes, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
    add(block.backslashes, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
    add(block.colons, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(':')));
    add(block.commas, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(',')));
    add(block.opening, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('{')));
    add(block.closing, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('}')));
    add(block.unusual, _mm_subs_epi8(bytes, _mm_set1_epi8(0x20)));  // negative: as special_bits()
  }
  return block;
}

// The same for processors that have AVX2, whatever the library is compiled for.
[[gnu::target("avx2,popcnt")]] inline Bits bits_of(__m256i low, __m256i high) noexcept {
  return static_cast<Bits>(static_cast<unsigned>(_mm256_movemask_epi8(low))) |
         static_cast<Bits>(static_cast<unsigned>(_mm256_movemask_epi8(high))) << 32U;
}

[[gnu::target("avx2,popcnt")]] inline Block classify_avx2(const char* p) noexcept {
  const __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  const __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p + 32));
  const auto equal = [&](char c) __attribute__((target("avx2,popcnt"))) {
    const __m256i wanted = _mm256_set1_epi8(c);
    return bits_of(_mm256_cmpeq_epi8(low, wanted), _mm256_cmpeq_epi8(high, wanted));
  };
  const __m256i space = _mm256_set1_epi8(0x20);
  return {.quotes = equal('"'),
          .backslashes = equal('\\'),
          .colons = equal(':'),
          .commas = equal(','),
          .opening = equal('{'),
          .closing = equal('}'),
          .unusual = bits_of(_mm256_subs_epi8(low, space), _mm256_subs_epi8(high, space))};
}

#else

Block classify(const char* p) noexcept {
  Block block;
  for (std::size_t i = 0; i < block_bytes; ++i) {
    const auto add = [i](Bits& bits, bool is) { bits |= static_cast<Bits>(is) << i; };
    add(block.quotes, p[i] == '"');
    add(block.backslashes, p[i] == '\\');
    add(block.colons, p[i] == ':');
    add(block.commas, p[i] == ',');
    add(block.opening, p[i] == '{');
    add(block.closing, p[i] == '}');
    add(block.unusual, static_cast<signed char>(p[i]) < 0x20);
  }
  return block;
}

#endif

/// Looks at the set block by block. What may stand behind a name, a colon, a comma or a bracket can
/// be told without knowing what stands around: so it is asked of all bytes at once.
class FieldSet {
 public:
  explicit FieldSet(int depth) noexcept : depth_(depth), outside_(depth) {}

  static constexpr std::size_t goes_on = block_bytes + 1;
  static constexpr std::size_t is_none = 0;

  /// How many of the block's first `size` bytes belong to the set, or one of these.
  [[gnu::always_inline]] std::size_t take(const Block& block, std::size_t size) noexcept {
    const Quoting::Strings strings = quoting_.take(block.quotes, block.backslashes, size);
    const Bits outside = ~(strings.inside | strings.quotes);
    const Bits name_begins = strings.quotes & strings.inside;
    const Bits name_ends = strings.quotes & ~strings.inside;
    const Bits commas = block.commas & outside;
    const Bits opening = block.opening & outside;
    const Bits closing = block.closing & outside;
    const Bits behind_opening = behind(opening, opening_);
    const Bits closed_at_once = behind_opening & closing;

    // Behind each name stands `:{`, and both nowhere else; and so on.
    Bits wrong = block.unusual | (strings.escaped & ~(block.quotes | block.backslashes));
    wrong |= (block.colons & outside) ^ behind(name_ends, names_);
    wrong |= opening ^ (name_ends << 2U | names_ >> 62U);
    wrong |= name_begins ^ ((behind_opening ^ closed_at_once) | behind(commas, commas_));
    wrong |= (commas | closing) ^ (behind(closing, closing_) | closed_at_once);
    names_ = name_ends;
    opening_ = opening;
    commas_ = commas;
    closing_ = closing;

    const std::size_t taken = nest(opening, closing);
    const std::size_t own = taken <= block_bytes ? taken : size;
    if (own < block_bytes) wrong &= (Bits{1} << own) - 1;
    return wrong == 0 ? taken : is_none;
  }

 private:
  /// Counts the brackets but those of `{}`.
  [[gnu::always_inline]] std::size_t nest(Bits opening, Bits closing) noexcept {
    const Bits deeper = opening & ~(closing >> 1U);
    const Bits higher = closing & ~(opening << 1U);
    const int up = std::popcount(deeper);
    const int down = std::popcount(higher);
    if (down < depth_ - outside_ && depth_ + up < max_depth) [[likely]] {
      depth_ += up - down;  // neither the end nor the limit can be among them
      return goes_on;
    }
    return find_end(deeper, higher);
  }

  std::size_t find_end(Bits deeper, Bits higher) noexcept {
    for (Bits brackets = deeper | higher; brackets != 0; brackets &= brackets - 1) {
      const int at = std::countr_zero(brackets);
      if ((deeper >> static_cast<unsigned>(at) & 1U) != 0) {
        if (++depth_ >= max_depth) return is_none;
      } else if (--depth_ <= outside_) {
        return static_cast<std::size_t>(at) + 1;
      }
    }
    return goes_on;
  }

  /// The bytes behind those, of which `before` are in the block before.
  static Bits behind(Bits bits, Bits before) noexcept { return bits << 1U | before >> 63U; }

  Quoting quoting_;
  // Of the block before, which seems to end with a name and a colon.
  Bits names_ = Bits{1} << 62U;
  Bits commas_ = 0;
  Bits opening_ = 0;
  Bits closing_ = 0;
  int depth_;
  int outside_;
};

template <Block (*Classify)(const char*) noexcept>
[[gnu::always_inline]] inline const char* skip(const char* p, const char* end, int depth) noexcept {
  FieldSet set(depth);
  std::size_t taken = FieldSet::goes_on;
  for (; end - p >= static_cast<std::ptrdiff_t>(block_bytes); p += block_bytes) {
    taken = set.take(Classify(p), block_bytes);
    if (taken != FieldSet::goes_on) return taken != FieldSet::is_none ? p + taken : nullptr;
  }
  std::array<char, block_bytes> rest{};
  const auto size = static_cast<std::size_t>(end - p);
  std::memcpy(rest.data(), p, size);
  taken = set.take(Classify(rest.data()), size);
  return taken != FieldSet::is_none && taken != FieldSet::goes_on ? p + taken : nullptr;
}

const char* skip_anywhere(const char* p, const char* end, int depth) noexcept {
  return skip<&classify>(p, end, depth);
}

#if defined(__SSE2__)

[[gnu::target("avx2,popcnt")]] const char* skip_avx2(const char* p, const char* end,
                                                     int depth) noexcept {
  return skip<&classify_avx2>(p, end, depth);
}

auto best_skip() noexcept {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt") ? &skip_avx2
                                                                            : &skip_anywhere;
}

#else

auto best_skip() noexcept {
  return &skip_anywhere;
}

#endif

}  // namespace

const char* skip_field_set(const char* p, const char* end, int depth) noexcept {
  static const auto best = best_skip();
  return end - p >= 2 && p[1] != '}' ? best(p, end, depth) : nullptr;
}

}  // namespace k8s::codec
