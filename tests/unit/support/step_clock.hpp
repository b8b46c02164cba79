#pragma once

#include <chrono>
#include <functional>
#include <vector>

#include "clock.hpp"

namespace k8s::testing {

/// A clock that stands still until somebody sleeps; remembers how long. For one thread.
class StepClock : public k8s::detail::Clock {
 public:
  [[nodiscard]] std::chrono::steady_clock::time_point now() const override { return now_; }
  [[nodiscard]] std::chrono::system_clock::time_point wall_now() const override {
    return std::chrono::system_clock::time_point(now_.time_since_epoch());
  }

  bool sleep_until(std::chrono::steady_clock::time_point when,
                   const std::stop_token& stop) override {
    if (on_sleep) on_sleep();
    if (stop.stop_requested()) return false;
    slept.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(when - now_));
    now_ = when;
    return true;
  }

  void advance(std::chrono::milliseconds time) { now_ += time; }

  std::vector<std::chrono::milliseconds> slept{};
  std::function<void()> on_sleep{};

 private:
  std::chrono::steady_clock::time_point now_{std::chrono::seconds(784111777)};
};

}  // namespace k8s::testing
