#pragma once

#include <chrono>
#include <memory>
#include <mutex>

#include <k8s/error.hpp>
#include <k8s/limits.hpp>

#include "clock.hpp"
#include "http/policy.hpp"

namespace k8s::detail {

/// Its turn comes too late. Trying again does not bring it forward.
class NoTurn : public Timeout {
 public:
  using Timeout::Timeout;
};

/// Lets each try wait for a token of the bucket. Those who wait are served in the order in which
/// they came. Streams pass, since they are few and last.
class RateLimitPolicy : public Policy {
 public:
  /// \throws ConfigError if the limit is not one
  RateLimitPolicy(RateLimit limit, std::shared_ptr<Clock> clock);
  Response send(Request& request, const Next& next) const override;

 private:
  using Time = std::chrono::steady_clock::time_point;
  [[nodiscard]] Time take(const Request& request) const;

  std::chrono::duration<double> interval_;
  std::chrono::duration<double> fill_time_;  // of an empty bucket
  std::shared_ptr<Clock> clock_;
  mutable std::mutex mutex_;
  /// When the bucket would be full if nobody took from it any more; those who wait have taken
  /// already.
  mutable Time full_at_{};
};

}  // namespace k8s::detail
