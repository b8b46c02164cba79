#pragma once

#include <cstddef>
#include <cstdint>

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
  static constexpr std::size_t block_bytes = 64;
  static constexpr std::size_t not_found = block_bytes + 1;

  /// One bit for each of 64 bytes, the first lowest.
  struct Block {
    std::uint64_t quotes = 0;
    std::uint64_t backslashes = 0;
    std::uint64_t opening = 0;
    std::uint64_t closing = 0;
  };
  static Block classify(const char* p) noexcept;

  /// How many of the block's first `size` bytes belong to the value, or not_found if all do and it
  /// goes on.
  std::size_t take(const Block& block, std::size_t size) noexcept;
  std::uint64_t find_escaped(std::uint64_t backslashes, std::size_t size) noexcept;

  int depth_ = 0;
  std::uint64_t in_string_ = 0;      // all bits, or none
  std::uint64_t first_escaped_ = 0;  // 1 if a backslash stands before the next byte
};

}  // namespace k8s::codec
