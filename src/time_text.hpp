#pragma once

#include <chrono>
#include <string>

namespace k8s::detail {

/// "10 s", "1500 ms"
[[nodiscard]] inline std::string time_text(std::chrono::milliseconds time) {
  if (time.count() % 1000 != 0) return std::to_string(time.count()) + " ms";
  return std::to_string(time.count() / 1000) + " s";
}

}  // namespace k8s::detail
