#pragma once

#include <chrono>
#include <stop_token>

#include "clock.hpp"

namespace k8s::testing::detail {

/// The machine's clock, save that nobody sleeps by it.
class InstantClock final : public k8s::detail::Clock {
 public:
  [[nodiscard]] std::chrono::steady_clock::time_point now() const override {
    return std::chrono::steady_clock::now();
  }
  [[nodiscard]] std::chrono::system_clock::time_point wall_now() const override {
    return std::chrono::system_clock::now();
  }
  bool sleep_until(std::chrono::steady_clock::time_point /*when*/,
                   const std::stop_token& stop) override {
    return !stop.stop_requested();
  }
};

}  // namespace k8s::testing::detail
