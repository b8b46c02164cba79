#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include <k8s/error.hpp>

#include "clock.hpp"
#include "http/policy.hpp"

namespace k8s::detail {

struct RetryLimits {
  /// Retries after answers that mean "later".
  int retries = 10;
  /// Of them, retries after no answer at all or a 500: few, since a closed port or a broken webhook
  /// rarely heals while one waits.
  int blind_retries = 4;
  /// The pauses grow from the first to the longest, doubling, and are shortened by up to a half at
  /// random.
  std::chrono::milliseconds first_pause{100};
  std::chrono::milliseconds longest_pause = std::chrono::seconds(10);
  /// The longest Retry-After that is believed.
  std::chrono::milliseconds longest_retry_after = std::chrono::minutes(1);
  /// For requests without a deadline: no retry begins later than this after the first try; after no
  /// answer or a 500, no later than the other.
  std::chrono::milliseconds patience = std::chrono::minutes(2);
  std::chrono::milliseconds blind_patience = std::chrono::seconds(30);
};

/// Sends a request again when that can do no harm.
///
/// | what happened                    | Idempotency::safe  | Idempotency::unsafe                |
/// |----------------------------------|--------------------|------------------------------------|
/// | no answer                        | again              | again if it provably never left    |
/// | no acceptable certificate        | never              | never                              |
/// | 429, 503                         | again              | again if there is a Retry-After    |
/// | 500, 502, 504                    | again              | never                              |
///
/// A bare 429 is how an eviction says no. The last answer or error is passed on, with the number of
/// tries and whether one of them may have been carried out.
class RetryPolicy : public Policy {
 public:
  /// Gives a number from 0 up to, but not including, 1.
  using Random = std::function<double()>;

  RetryPolicy(std::shared_ptr<const Config> config, std::shared_ptr<Clock> clock,
              RetryLimits limits = {}, Random random = {});
  Response send(Request& request, const Next& next) const override;

 private:
  class Call;

  std::shared_ptr<const Config> config_;
  std::shared_ptr<Clock> clock_;
  RetryLimits limits_;
  Random random_;
};

}  // namespace k8s::detail
