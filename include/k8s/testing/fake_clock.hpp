#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include <k8s/client.hpp>
#include <k8s/config.hpp>
#include <k8s/export.hpp>
#include <k8s/transport.hpp>

namespace k8s::testing {

namespace detail {
class FakeTime;
}

struct FakeClockOptions {
  /// What it shows first.
  std::chrono::sys_seconds start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);
  /// Whoever sleeps by it moves it ahead by as much and goes on at once. Otherwise he waits until
  /// advance() has moved it far enough.
  bool skip_sleeps = true;
};

/// A clock that stands still until a test moves it, so that what takes time takes none: a client's
/// pauses between tries, the age of its token, a Watcher's backoff; a FakeCluster's timestamps, the
/// ends and bookmarks of its watches, its controllers.
///
///     FakeClock clock;
///     FakeCluster fake({.clock = clock});
///     clock.advance(30min);  // every watch reaches its end
///
/// A cheap handle: copies are the same clock. Thread safety: every member may be called from any
/// thread.
class K8S_EXPORT FakeClock {
 public:
  explicit FakeClock(FakeClockOptions options = {});

  [[nodiscard]] std::chrono::system_clock::time_point now() const;
  /// Moves it. What is due on the way happens in its order, each thing at its own time; it is done
  /// when this returns, save what other threads do then.
  void advance(std::chrono::nanoseconds time);

  /// How long each sleep by this clock was to be, in their order: what a client waited before it
  /// tried again.
  [[nodiscard]] std::vector<std::chrono::milliseconds> sleeps() const;
  /// How many threads sleep by it, without those whose time has come; none ever does with
  /// FakeClockOptions::skip_sleeps.
  [[nodiscard]] std::size_t sleepers() const;
  /// Waits, by the machine's clock, until so many threads sleep by this one.
  /// \throws std::runtime_error if they do not within `timeout`
  void wait_for_sleepers(std::size_t count = 1,
                         std::chrono::milliseconds timeout = std::chrono::seconds(10)) const;

  /// The clock as FileTokenSource takes one.
  [[nodiscard]] std::function<std::chrono::steady_clock::time_point()> steady() const;

  /// What the library works with.
  [[nodiscard]] const std::shared_ptr<detail::FakeTime>& time() const noexcept { return time_; }

 private:
  std::shared_ptr<detail::FakeTime> time_;
};

/// A client that talks through `transport` and goes by `clock`.
[[nodiscard]] K8S_EXPORT Client client_for(std::shared_ptr<Transport> transport,
                                           const FakeClock& clock, const Config& config = {});
/// A client that talks over the network and goes by `clock`. What the network does takes its time
/// all the same: connecting, timeouts of one try. \throws ConfigError
[[nodiscard]] K8S_EXPORT Client client_for(const Config& config, const FakeClock& clock);

}  // namespace k8s::testing
