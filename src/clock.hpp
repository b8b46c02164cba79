#pragma once

#include <chrono>
#include <memory>
#include <stop_token>

#include <k8s/export.hpp>

namespace k8s::detail {

/// Time as the library sees it, so that its tests need not wait. Safe to use from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  /// For measuring how long something took or may take.
  [[nodiscard]] virtual std::chrono::steady_clock::time_point now() const = 0;
  /// For dates that a server sends.
  [[nodiscard]] virtual std::chrono::system_clock::time_point wall_now() const = 0;
  /// Waits until then. False, at once, if a stop is requested.
  virtual bool sleep_until(std::chrono::steady_clock::time_point when,
                           const std::stop_token& stop) = 0;
};

/// The machine's own clock.
[[nodiscard]] K8S_EXPORT std::shared_ptr<Clock> real_clock();

}  // namespace k8s::detail
