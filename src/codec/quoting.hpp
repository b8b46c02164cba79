#pragma once

#include <cstddef>
#include <cstdint>

namespace k8s::codec {

/// One bit for each of 64 bytes of a text, the first lowest.
using Bits = std::uint64_t;
inline constexpr std::size_t block_bytes = 64;

/// Tells what of a text stands in strings, 64 bytes after the other.
class Quoting {
 public:
  struct Strings {
    Bits quotes;   // that begin or end a string
    Bits inside;   // strings, with the quotes that begin them and without those that end them
    Bits escaped;  // behind a backslash that stands for itself and this
  };

  /// \param size of the block: fewer than 64 bytes if the text ends or is cut there
  [[nodiscard]] Strings take(Bits quotes, Bits backslashes, std::size_t size) noexcept {
    const Bits escaped = (backslashes | first_escaped_) != 0 ? find_escaped(backslashes, size) : 0;
    quotes &= ~escaped;
    const Bits inside = prefix_xor(quotes) ^ in_string_;
    in_string_ = Bits{0} - (inside >> 63U);
    return {.quotes = quotes, .inside = inside, .escaped = escaped};
  }

 private:
  /// Each bit is the exclusive or of itself and all below it: from the quotes to what is quoted.
  static Bits prefix_xor(Bits bits) noexcept {
    bits ^= bits << 1U;
    bits ^= bits << 2U;
    bits ^= bits << 4U;
    bits ^= bits << 8U;
    bits ^= bits << 16U;
    return bits ^ bits << 32U;
  }

  // A character is escaped if the backslashes before it are odd in number. Runs of backslashes are
  // found by adding: from where a run begins, a carry goes to the first byte behind it.
  Bits find_escaped(Bits backslashes, std::size_t size) noexcept {
    constexpr Bits even = 0x5555555555555555U;
    backslashes &= ~first_escaped_;
    const Bits behind = backslashes << 1U | first_escaped_;
    const Bits odd_starts = backslashes & ~even & ~behind;
    const Bits sum = odd_starts + backslashes;
    const bool carried = sum < backslashes;
    const Bits escaped = (even ^ sum << 1U) & behind;
    first_escaped_ = size < block_bytes ? escaped >> size & 1U : static_cast<Bits>(carried);
    return escaped;
  }

  Bits in_string_ = 0;      // all bits, or none
  Bits first_escaped_ = 0;  // 1 if a backslash stands before the next byte
};

}  // namespace k8s::codec
