#include "http/rate_limit_policy.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "http/target.hpp"

namespace k8s::detail {
namespace {

std::chrono::duration<double> interval_of(const RateLimit& limit) {
  constexpr double slowest = 1e-6;
  if (!std::isfinite(limit.per_second) || limit.per_second < slowest || limit.burst < 1) {
    throw ConfigError(
        "rate_limit has to let requests pass: per_second must be positive (0 means no limit) and "
        "burst at least 1");
  }
  return std::chrono::duration<double>(1 / limit.per_second);
}

}  // namespace

RateLimitPolicy::RateLimitPolicy(RateLimit limit, std::shared_ptr<Clock> clock)
    : interval_(interval_of(limit)),
      fill_time_(interval_ * limit.burst),
      clock_(std::move(clock)),
      full_at_(clock_->now()) {}

Response RateLimitPolicy::send(Request& request, const Next& next) const {
  if (!request.stream) {
    const Time turn = take(request);
    if (turn > clock_->now() && !clock_->sleep_until(turn, request.stop)) {
      throw Stopped(describe(request) + ": stopped while waiting for its turn under rate_limit");
    }
  }
  return next.send(request);
}

/// Takes a token, and says when it is there to be used.
RateLimitPolicy::Time RateLimitPolicy::take(const Request& request) const {
  const auto whole = [](auto time) {
    return std::chrono::duration_cast<std::chrono::steady_clock::duration>(time);
  };
  const std::lock_guard lock(mutex_);
  const Time full_at = std::max(full_at_, clock_->now()) + whole(interval_);
  const Time turn = full_at - whole(fill_time_);
  if (request.deadline && turn >= *request.deadline) {
    throw NoTurn(describe(request) + ": rate_limit lets it wait for longer than it may take",
                 false);
  }
  full_at_ = full_at;
  return turn;
}

}  // namespace k8s::detail
