#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <vector>

#include "clock.hpp"

namespace k8s::testing::detail {

using Instant = std::chrono::steady_clock::time_point;

/// Something that happens by the clock.
class TimeObserver {
 public:
  virtual ~TimeObserver() = default;
  /// When something is due next, if anything is.
  [[nodiscard]] virtual std::optional<Instant> next_due() = 0;
  /// Does what is due. Called without a lock, by the thread that moved the clock.
  virtual void on_time() = 0;
};

/// A clock that tests move.
///
/// What is due on the way to a later time is done in its order, each at its own time: an hour that
/// passes at once is the same to those who observe it as one that passes slowly.
///
/// Thread safety: every member may be called from any thread.
class FakeTime final : public k8s::detail::Clock {
 public:
  enum class Pace {
    stands,  // moves when it is moved
    runs,    // runs with the machine's clock besides
  };
  enum class Sleep {
    skips,  // who sleeps moves the clock and goes on
    waits,  // who sleeps waits until somebody else moves the clock, which stands
  };

  FakeTime(std::chrono::system_clock::time_point start, Pace pace, Sleep sleep);

  [[nodiscard]] Instant now() const override;
  [[nodiscard]] std::chrono::system_clock::time_point wall_now() const override;
  bool sleep_until(Instant when, const std::stop_token& stop) override;
  /// As sleep_until, for waits that are nobody's pause and do not appear in sleeps().
  bool wait_until(Instant when, const std::stop_token& stop);

  /// Returns when everything that was due by then is done.
  void advance(std::chrono::nanoseconds time);
  void advance_to(Instant when);

  [[nodiscard]] bool runs() const noexcept { return pace_ == Pace::runs; }
  /// When the machine's clock will show what this one, which runs, shows at `instant`.
  [[nodiscard]] Instant on_machine(Instant instant) const { return instant - ahead(); }

  /// From now on told when the clock is moved, as long as it lives.
  void attach(const std::shared_ptr<TimeObserver>& observer);

  /// How long each sleep was to be, in their order.
  [[nodiscard]] std::vector<std::chrono::nanoseconds> sleeps() const;
  /// How many sleep now; who has not woken up yet though his time has come does not.
  [[nodiscard]] std::size_t sleepers() const;
  /// False if there were fewer after `timeout` on the machine's clock.
  bool wait_for_sleepers(std::size_t count, std::chrono::milliseconds timeout) const;

 private:
  [[nodiscard]] std::chrono::nanoseconds ahead() const {
    return std::chrono::nanoseconds(ahead_.load());
  }
  [[nodiscard]] std::vector<std::shared_ptr<TimeObserver>> observers();
  [[nodiscard]] std::size_t sleepers_at(Instant time) const;
  /// Moves the clock to `when`, if it is not there yet.
  void set(Instant when);

  const Pace pace_;
  const Sleep sleep_;
  const Instant origin_;  // what the machine's clock showed at the start
  const std::chrono::system_clock::time_point start_;
  std::atomic<std::chrono::nanoseconds::rep> ahead_{0};

  mutable std::mutex mutex_;
  mutable std::condition_variable_any changed_;
  std::vector<std::weak_ptr<TimeObserver>> observers_;
  std::vector<std::chrono::nanoseconds> sleeps_;
  std::multiset<Instant> sleepers_;  // until when they sleep
};

}  // namespace k8s::testing::detail
