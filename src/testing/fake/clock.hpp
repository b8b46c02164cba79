#pragma once

#include <atomic>
#include <chrono>
#include <string>

namespace k8s::testing::fake {

/// The time of the cluster: that of the machine, plus what the test has let pass.
class Clock {
 public:
  using Instant = std::chrono::steady_clock::time_point;

  [[nodiscard]] Instant now() const { return std::chrono::steady_clock::now() + ahead(); }
  /// When the machine's clock will show what the cluster's shows at `instant`.
  [[nodiscard]] Instant on_machine(Instant instant) const { return instant - ahead(); }
  /// The wall clock, as Kubernetes writes it: `2026-11-21T11:02:55Z`.
  [[nodiscard]] std::string timestamp(std::chrono::seconds from_now = {}) const;

  void advance(std::chrono::nanoseconds time) { ahead_ += time.count(); }

 private:
  [[nodiscard]] std::chrono::nanoseconds ahead() const {
    return std::chrono::nanoseconds(ahead_.load());
  }
  std::atomic<std::chrono::nanoseconds::rep> ahead_{0};
};

}  // namespace k8s::testing::fake
