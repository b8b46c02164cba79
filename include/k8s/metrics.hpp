#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include <k8s/export.hpp>
#include <k8s/http.hpp>

namespace k8s {

/// Whose numbers these are. The values are few, so that they can be labels of a metric; they live
/// as long as the call that is told them.
struct MetricLabels {
  Method method = Method::get;
  /// "get", "list", "watch", "create" ...; empty for a raw request.
  std::string_view verb{};
  /// "Pod"; empty for a raw request.
  std::string_view kind{};
};

/// One try of a request has ended.
struct TryMetrics {
  MetricLabels labels{};
  /// The HTTP status; 0 if there was no answer.
  int status = 0;
  /// Until the whole answer was there; of a stream, its headers.
  std::chrono::nanoseconds latency{0};
  /// All zero if there was no answer, or if the transport is a test double.
  Transfer transfer{};
};

/// A request is going to be sent again.
struct RetryMetrics {
  MetricLabels labels{};
  /// Of the answer that it is sent again for; 0 if there was none.
  int status = 0;
  std::chrono::milliseconds pause{0};
};

/// A stream, such as a watch's connection, has ended.
struct StreamMetrics {
  MetricLabels labels{};
  /// Since its headers came.
  std::chrono::nanoseconds duration{0};
  /// Of its body.
  std::uint64_t bytes = 0;
};

/// A Watcher makes a new connection.
struct WatchRestartMetrics {
  enum class Reason {
    closed,   // the server ended the last one, as servers do from time to time
    silent,   // nothing came for Config::stream_timeout
    broken,   // it broke, or there was none to be had
    expired,  // the server has forgotten where the last one was: a new list
  };
  /// "Pod"
  std::string_view kind{};
  Reason reason = Reason::closed;
};

/// "closed", "silent" ...
[[nodiscard]] K8S_EXPORT std::string_view to_string(WatchRestartMetrics::Reason reason) noexcept;

/// Is told what the library does, for counters and histograms of any kind. Derive from it, define
/// what you want to know, and set it in Config::metrics.
///
/// Thread safety: called from every thread that uses the library, several at a time. The calls
/// stand in the path of requests: be quick. What they throw is dropped.
class K8S_EXPORT Metrics {
 public:
  virtual ~Metrics() = default;
  /// A try begins; try_ended follows, whatever happens. The difference of both is what is in
  /// flight.
  virtual void try_began(const MetricLabels& labels);
  virtual void try_ended(const TryMetrics& metrics);
  virtual void retried(const RetryMetrics& metrics);
  virtual void stream_ended(const StreamMetrics& metrics);
  /// The token source gave another token than before.
  /// \param after_refusal because the server had answered 401
  virtual void credentials_refreshed(bool after_refusal);
  virtual void watch_restarted(const WatchRestartMetrics& metrics);
};

}  // namespace k8s
