#include "http/metrics_policy.hpp"

#include <cstdint>
#include <string>
#include <utility>

namespace k8s::detail {
namespace {

using Time = std::chrono::steady_clock::time_point;

/// Tells that the try has ended, however it did.
class Try {
 public:
  Try(const std::shared_ptr<Metrics>& metrics, const Clock& clock, const Request& request)
      : metrics_(metrics), clock_(clock), began_(clock.now()), said_{.labels = labels_of(request)} {
    tell(metrics_, [&](Metrics& each) { each.try_began(said_.labels); });
  }
  ~Try() {
    said_.latency = clock_.now() - began_;
    tell(metrics_, [&](Metrics& each) { each.try_ended(said_); });
  }
  Try(const Try&) = delete;
  Try& operator=(const Try&) = delete;

  void answered(const Response& response) {
    said_.status = response.status;
    said_.transfer = response.transfer;
  }

 private:
  const std::shared_ptr<Metrics>& metrics_;
  const Clock& clock_;
  Time began_;
  TryMetrics said_;
};

class MeasuredStream final : public BodyStream {
 public:
  MeasuredStream(std::unique_ptr<BodyStream> stream, std::shared_ptr<Metrics> metrics,
                 std::shared_ptr<Clock> clock, const Request& request)
      : stream_(std::move(stream)),
        metrics_(std::move(metrics)),
        clock_(std::move(clock)),
        began_(clock_->now()),
        method_(request.method),
        verb_(request.target.verb),
        kind_(request.target.kind) {}
  ~MeasuredStream() override {
    tell(metrics_, [&](Metrics& each) {
      each.stream_ended({.labels = {.method = method_, .verb = verb_, .kind = kind_},
                         .duration = clock_->now() - began_,
                         .bytes = bytes_});
    });
  }
  MeasuredStream(const MeasuredStream&) = delete;
  MeasuredStream& operator=(const MeasuredStream&) = delete;

  End read(std::string& chunk) override {
    const std::size_t before = chunk.size();
    const End end = stream_->read(chunk);
    bytes_ += chunk.size() - before;
    return end;
  }

 private:
  std::unique_ptr<BodyStream> stream_;
  std::shared_ptr<Metrics> metrics_;
  std::shared_ptr<Clock> clock_;
  Time began_;
  Method method_;
  std::string verb_;
  std::string kind_;
  std::uint64_t bytes_ = 0;
};

}  // namespace

MetricLabels labels_of(const Request& request) {
  return {.method = request.method, .verb = request.target.verb, .kind = request.target.kind};
}

MetricsPolicy::MetricsPolicy(std::shared_ptr<Metrics> metrics, std::shared_ptr<Clock> clock)
    : metrics_(std::move(metrics)), clock_(std::move(clock)) {}

Response MetricsPolicy::send(Request& request, const Next& next) const {
  Try attempt(metrics_, *clock_, request);
  Response response = next.send(request);
  attempt.answered(response);
  if (response.stream) {
    response.stream =
        std::make_unique<MeasuredStream>(std::move(response.stream), metrics_, clock_, request);
  }
  return response;
}

}  // namespace k8s::detail
