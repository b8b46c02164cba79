#pragma once

#include <memory>

#include <k8s/metrics.hpp>

#include "clock.hpp"
#include "http/policy.hpp"

namespace k8s::detail {

[[nodiscard]] MetricLabels labels_of(const Request& request);

/// Calls `say` with the metrics, if there are any. A counter is never worth a failed request.
template <class Say>
void tell(const std::shared_ptr<Metrics>& metrics, const Say& say) noexcept {
  if (!metrics) return;
  try {
    say(*metrics);
  } catch (...) {
    return;
  }
}

/// Tells the metrics of each try, and of each stream when it ends.
class MetricsPolicy : public Policy {
 public:
  /// \param metrics must not be null
  MetricsPolicy(std::shared_ptr<Metrics> metrics, std::shared_ptr<Clock> clock);
  Response send(Request& request, const Next& next) const override;

 private:
  std::shared_ptr<Metrics> metrics_;
  std::shared_ptr<Clock> clock_;
};

}  // namespace k8s::detail
