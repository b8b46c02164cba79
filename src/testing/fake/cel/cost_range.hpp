#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace k8s::testing::fake::cel {

/// A size or a cost that is known only roughly. What is beyond 64 bits stays at their end.
struct CostRange {
  static constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

  std::uint64_t least = 0;
  std::uint64_t most = 0;

  static constexpr CostRange exactly(std::uint64_t number) { return {number, number}; }
  static constexpr CostRange unknown() { return {0, unlimited}; }

  /// What encompasses both.
  [[nodiscard]] CostRange with(const CostRange& other) const {
    return {std::min(least, other.least), std::max(most, other.most)};
  }
  /// Rounded up.
  [[nodiscard]] CostRange times(double factor) const {
    return {scaled(least, factor), scaled(most, factor)};
  }
  friend CostRange operator+(const CostRange& a, const CostRange& b) {
    return {sum(a.least, b.least), sum(a.most, b.most)};
  }
  friend CostRange operator*(const CostRange& a, const CostRange& b) {
    return {product(a.least, b.least), product(a.most, b.most)};
  }

  static std::uint64_t sum(std::uint64_t a, std::uint64_t b) {
    return a > unlimited - b ? unlimited : a + b;
  }
  static std::uint64_t product(std::uint64_t a, std::uint64_t b) {
    return b != 0 && a > unlimited / b ? unlimited : a * b;
  }
  static std::uint64_t scaled(std::uint64_t number, double factor) {
    const double result = std::ceil(static_cast<double>(number) * factor);
    return result >= 0x1p64 ? unlimited : static_cast<std::uint64_t>(result);
  }
};

}  // namespace k8s::testing::fake::cel
