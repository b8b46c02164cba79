#include <k8s/metrics.hpp>

namespace k8s {

std::string_view to_string(WatchRestartMetrics::Reason reason) noexcept {
  switch (reason) {
    case WatchRestartMetrics::Reason::closed:
      return "closed";
    case WatchRestartMetrics::Reason::silent:
      return "silent";
    case WatchRestartMetrics::Reason::broken:
      return "broken";
    case WatchRestartMetrics::Reason::expired:
      return "expired";
  }
  return "";
}

void Metrics::try_began(const MetricLabels& /*labels*/) {}
void Metrics::try_ended(const TryMetrics& /*metrics*/) {}
void Metrics::retried(const RetryMetrics& /*metrics*/) {}
void Metrics::stream_ended(const StreamMetrics& /*metrics*/) {}
void Metrics::credentials_refreshed(bool /*after_refusal*/) {}
void Metrics::watch_restarted(const WatchRestartMetrics& /*metrics*/) {}

}  // namespace k8s
