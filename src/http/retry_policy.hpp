#pragma once

#include <functional>
#include <memory>

#include <k8s/config.hpp>

#include "clock.hpp"
#include "http/policy.hpp"

namespace k8s::detail {

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
              Random random = {});
  Response send(Request& request, const Next& next) const override;

 private:
  class Call;

  std::shared_ptr<const Config> config_;
  std::shared_ptr<Clock> clock_;
  Random random_;
};

}  // namespace k8s::detail
