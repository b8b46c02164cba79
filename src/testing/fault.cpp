#include <k8s/testing/fault.hpp>

#include <utility>

namespace k8s::testing {
namespace {

/// The reason that the server gives with a status, where a test names none.
std::string reason_of(int code) {
  switch (code) {
    case 400:
      return "BadRequest";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "NotFound";
    case 409:
      return "Conflict";
    case 410:
      return "Expired";
    case 422:
      return "Invalid";
    case 429:
      return "TooManyRequests";
    case 500:
      return "InternalError";
    case 503:
      return "ServiceUnavailable";
    case 504:
      return "Timeout";
    default:
      return {};
  }
}

Fault of(Fault::Kind kind) {
  Fault fault;
  fault.kind = kind;
  return fault;
}

}  // namespace

Fault Fault::status(int code, std::string reason, std::string message) {
  Fault fault;
  fault.code = code;
  fault.reason = reason.empty() ? reason_of(code) : std::move(reason);
  fault.message = message.empty() ? "a fault that the test asked for" : std::move(message);
  return fault;
}

Fault Fault::reset() {
  return of(Kind::reset);
}

Fault Fault::reset_after() {
  return of(Kind::reset_after);
}

Fault Fault::half_body() {
  return of(Kind::half_body);
}

Fault Fault::half_character() {
  return of(Kind::half_character);
}

Fault Fault::delay(std::chrono::milliseconds time) {
  Fault fault = of(Kind::delay);
  fault.duration = time;
  return fault;
}

Fault Fault::slow_drip(std::chrono::milliseconds pause, std::size_t bytes) {
  Fault fault = of(Kind::slow_drip);
  fault.duration = pause;
  fault.amount = bytes;
  return fault;
}

Fault Fault::no_answer() {
  return of(Kind::no_answer);
}

Fault Fault::cut_watch(int after_events) {
  Fault fault = of(Kind::cut_watch);
  fault.amount = after_events < 0 ? 0 : static_cast<std::size_t>(after_events);
  return fault;
}

Fault Fault::compacted() {
  return of(Kind::compacted);
}

Fault Fault::duplicate_events() {
  return of(Kind::duplicate_events);
}

Fault Fault::late_events(std::chrono::milliseconds time) {
  Fault fault = of(Kind::late_events);
  fault.duration = time;
  return fault;
}

Fault Fault::token_expired() {
  return status(401, "Unauthorized", "Unauthorized");
}

Fault Fault::certificate_rotated() {
  return of(Kind::certificate_rotated);
}

Fault& Fault::times(int how_often) & {
  count = how_often;
  return *this;
}

Fault&& Fault::times(int how_often) && {
  return std::move(times(how_often));
}

Fault& Fault::skip(int how_many) & {
  skipped = how_many;
  return *this;
}

Fault&& Fault::skip(int how_many) && {
  return std::move(skip(how_many));
}

Fault& Fault::retry_after(std::chrono::seconds time) & {
  retry = time;
  return *this;
}

Fault&& Fault::retry_after(std::chrono::seconds time) && {
  return std::move(retry_after(time));
}

}  // namespace k8s::testing
