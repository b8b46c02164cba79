#pragma once

#include <cstddef>

#include "codec/quoting.hpp"

namespace k8s::codec {

/// Finds where a JSON object or list ends that arrives in pieces. It looks at strings and brackets
/// alone, and at the number of brackets, not at their kind: of a text that is no JSON it finds some
/// end or none.
class EndFinder {
 public:
  /// Begins anew, before the opening bracket.
  void begin() noexcept { *this = EndFinder(); }
  /// Looks on in [p, end), where the last look ended or at the opening bracket: the position behind
  /// the closing bracket, or null if it has not come.
  [[nodiscard]] const char* find(const char* p, const char* end) noexcept;

 private:
  static constexpr std::size_t not_found = block_bytes + 1;

  /// Which of 64 bytes are what.
  struct Block {
    Bits quotes = 0;
    Bits backslashes = 0;
    Bits opening = 0;
    Bits closing = 0;
  };
  static Block classify(const char* p) noexcept;

  /// How many of the block's first `size` bytes belong to the value, or not_found if all do and it
  /// goes on.
  std::size_t take(const Block& block, std::size_t size) noexcept;

  Quoting quoting_;
  int depth_ = 0;
};

}  // namespace k8s::codec
