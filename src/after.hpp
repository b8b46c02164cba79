#pragma once

#include <algorithm>
#include <chrono>

namespace k8s::detail {

/// When a time that began at `start` is over. A time without end, such as milliseconds::max(),
/// would go beyond what the clock can count and come out before `start`; it is a hundred years.
[[nodiscard]] inline std::chrono::steady_clock::time_point after(
    std::chrono::steady_clock::time_point start, std::chrono::milliseconds time) {
  constexpr std::chrono::milliseconds longest = std::chrono::hours(24 * 365 * 100);
  return start + std::clamp(time, -longest, longest);
}

}  // namespace k8s::detail
