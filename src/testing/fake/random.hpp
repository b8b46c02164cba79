#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace k8s::testing::fake {

/// Makes uids and generated names. Used by one thread at a time.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  /// A UUID of version 4.
  [[nodiscard]] std::string uid();
  /// The prefix, cut to what leaves room, and five characters.
  [[nodiscard]] std::string name(std::string_view prefix);

 private:
  std::mt19937_64 engine_;
};

}  // namespace k8s::testing::fake
