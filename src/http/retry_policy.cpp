#include "http/retry_policy.hpp"

#include <algorithm>
#include <string>
#include <typeinfo>
#include <utility>

#include <k8s/error.hpp>

#include "after.hpp"
#include "http/metrics_policy.hpp"
#include "http/rate_limit_policy.hpp"
#include "http/retry_after.hpp"
#include "http/status.hpp"
#include "http/target.hpp"
#include "log.hpp"
#include "one_line.hpp"
#include "random_fraction.hpp"

namespace k8s::detail {
namespace {

using std::chrono::milliseconds;

milliseconds scaled(milliseconds time, double factor) {
  return std::chrono::duration_cast<milliseconds>(time * factor);
}

/// Whether a request that was answered so may be sent again.
bool may_repeat_after(const Request& request, int status, bool asked_to) {
  const bool safe = request.idempotency == Idempotency::safe;
  switch (status) {
    case 429:
    case 503:
      return safe || asked_to;
    case 500:
    case 502:
    case 504:
      return safe;
    default:
      return false;
  }
}

/// A gateway answers so too when it lost the server after passing the request on.
bool may_have_been_done(int status) {
  return status >= 500;
}

bool may_repeat_after(const Request& request, const TransportError& error) {
  if (dynamic_cast<const TlsError*>(&error) != nullptr) return false;
  if (dynamic_cast<const NoTurn*>(&error) != nullptr) return false;
  return request.idempotency == Idempotency::safe || !error.may_have_been_done();
}

}  // namespace

/// One call: the tries of one request.
class RetryPolicy::Call {
 public:
  Call(const RetryPolicy& policy, Request& request)
      : policy_(policy), request_(request), began_(policy.clock_->now()) {}

  Response send(const Next& next) {
    if (request_.deadline && began_ >= *request_.deadline) {
      throw Timeout(describe(request_) + ": no time was left to send it", false);
    }
    while (true) {
      try {
        Response response = next.send(request_);
        tries_ += response.attempts;
        response.attempts = tries_;
        response.replayed = response.replayed || may_have_been_done_;
        const std::optional<milliseconds> pause = pause_after(response);
        if (!pause) return response;
        may_have_been_done_ |= detail::may_have_been_done(response.status);
        note(response);
        wait(*pause, response.status, std::to_string(response.status));
      } catch (const TransportError& error) {
        ++tries_;
        may_have_been_done_ |= error.may_have_been_done();
        const std::optional<milliseconds> pause = pause_after(error);
        if (!pause) pass_on(error);
        wait(*pause, 0, error.what());
      }
    }
  }

 private:
  /// Of the last answer, which the next try may hide by having none.
  void note(const Response& response) {
    last_answer_ = "; the last answer was " + std::to_string(response.status);
    if (request_.target.secret) return;
    constexpr std::size_t longest = 300;
    last_answer_ += ": " + one_line(decode_status(response).message, longest);
  }

  [[nodiscard]] std::optional<milliseconds> pause_after(const Response& response) {
    if (is_success(response.status)) return std::nullopt;
    const auto asked = retry_after(response.headers, policy_.clock_->wall_now());
    if (!may_repeat_after(request_, response.status, asked.has_value())) return std::nullopt;
    const bool blind = response.status == 500 && !asked;
    return next_pause(blind, asked);
  }

  [[nodiscard]] std::optional<milliseconds> pause_after(const TransportError& error) {
    if (!may_repeat_after(request_, error)) return std::nullopt;
    return next_pause(true, std::nullopt);
  }

  /// How long to wait before the next try; nothing if there is to be none.
  std::optional<milliseconds> next_pause(bool blind, std::optional<milliseconds> asked) {
    const RetryLimits& limits = policy_.config_->retry_limits;
    if (++retries_ > limits.retries) return std::nullopt;
    if (blind && ++blind_retries_ > limits.blind_retries) return std::nullopt;
    const milliseconds grown = std::exchange(pause_, std::min(pause_ * 2, limits.longest_pause));
    milliseconds pause = scaled(grown, 0.5 + policy_.random_() / 2);
    if (asked) {
      // Never earlier than asked for, and not all clients at the same moment.
      pause = std::min(*asked, limits.longest_retry_after) + scaled(grown, policy_.random_() / 2);
    }
    if (after(policy_.clock_->now(), pause) >= last_moment(blind)) return std::nullopt;
    return pause;
  }

  [[nodiscard]] std::chrono::steady_clock::time_point last_moment(bool blind) const {
    const RetryLimits& limits = policy_.config_->retry_limits;
    return request_.deadline.value_or(
        after(began_, blind ? limits.blind_patience : limits.patience));
  }

  /// \param status 0 if there was no answer
  void wait(milliseconds pause, int status, const std::string& why) const {
    log(*policy_.config_, LogLevel::debug,
        describe(request_) + ": again in " + std::to_string(pause.count()) + " ms, after " + why);
    tell(policy_.config_->metrics, [&](Metrics& metrics) {
      metrics.retried({.labels = labels_of(request_), .status = status, .pause = pause});
    });
    if (!policy_.clock_->sleep_until(after(policy_.clock_->now(), pause), request_.stop)) {
      throw Stopped(describe(request_) + ": stopped while waiting to try again, after " + why);
    }
  }

  /// Throws `error`, which is being handled, with what is known of all tries.
  [[noreturn]] void pass_on(const TransportError& error) const {
    if (tries_ == 1) throw;
    const std::string text =
        std::string(error.what()) + " (tried " + std::to_string(tries_) + " times)" + last_answer_;
    if (typeid(error) == typeid(Timeout)) throw Timeout(text, may_have_been_done_);
    if (typeid(error) == typeid(TlsError)) throw TlsError(text, may_have_been_done_);
    throw TransportError(text, may_have_been_done_);
  }

  const RetryPolicy& policy_;
  Request& request_;
  std::chrono::steady_clock::time_point began_;
  milliseconds pause_ = policy_.config_->retry_limits.first_pause;
  int tries_ = 0;
  int retries_ = 0;
  int blind_retries_ = 0;
  bool may_have_been_done_ = false;
  std::string last_answer_{};
};

RetryPolicy::RetryPolicy(std::shared_ptr<const Config> config, std::shared_ptr<Clock> clock,
                         Random random)
    : config_(std::move(config)),
      clock_(std::move(clock)),
      random_(random ? std::move(random) : Random(random_fraction)) {}

Response RetryPolicy::send(Request& request, const Next& next) const {
  return Call(*this, request).send(next);
}

}  // namespace k8s::detail
