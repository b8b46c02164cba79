#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <utility>

namespace k8s::detail {

/// Growing pauses between attempts: each is a random part of 0.8 s, 1.6 s, 3.2 s ... up to 30 s, so
/// that clients that lost their server together do not come back together.
class Backoff {
 public:
  /// \param random numbers from 0 up to 1
  explicit Backoff(std::function<double()> random) : random_(std::move(random)) {}

  /// How long to wait before the next attempt.
  std::chrono::milliseconds next() {
    const auto pause = std::chrono::duration<double, std::milli>(ceiling_) * random_();
    ceiling_ = std::min(ceiling_ * 2, longest);
    return std::chrono::duration_cast<std::chrono::milliseconds>(pause);
  }

  void reset() { ceiling_ = first; }

 private:
  static constexpr std::chrono::milliseconds first{800};
  static constexpr std::chrono::milliseconds longest{30'000};

  std::function<double()> random_;
  std::chrono::milliseconds ceiling_ = first;
};

}  // namespace k8s::detail
