#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "testing/fake_time.hpp"

namespace k8s::testing::fake {

/// The time of the cluster: a clock that the test brings, or else that of the machine, plus what
/// the test has let pass.
class Clock {
 public:
  using Instant = detail::Instant;

  /// \param time a clock of the test's own, if it has one
  explicit Clock(std::shared_ptr<detail::FakeTime> time = nullptr);

  [[nodiscard]] Instant now() const { return time_->now(); }
  /// The wall clock, as Kubernetes writes it: `2026-11-21T11:02:55Z`.
  [[nodiscard]] std::string timestamp(std::chrono::seconds from_now = {}) const;
  [[nodiscard]] std::chrono::sys_seconds wall_now() const;

  void advance(std::chrono::nanoseconds time) { time_->advance(time); }
  [[nodiscard]] const std::shared_ptr<detail::FakeTime>& time() const noexcept { return time_; }

  /// Whether time passes without anybody moving the clock, so that somebody has to wait for it.
  [[nodiscard]] bool runs() const noexcept { return time_->runs(); }
  /// Waits until `wanted`, or until it is `instant` by a clock that runs.
  template <class Wanted>
  void wait(std::condition_variable& changed, std::unique_lock<std::mutex>& lock,
            const std::optional<Instant>& instant, const Wanted& wanted) const {
    if (instant && runs()) {
      changed.wait_until(lock, time_->on_machine(*instant), wanted);
    } else {
      changed.wait(lock, wanted);
    }
  }

 private:
  std::shared_ptr<detail::FakeTime> time_;
};

}  // namespace k8s::testing::fake
