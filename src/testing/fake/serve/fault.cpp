// What the faults of a test do to a request before it is served.

#include "testing/fake/api_server.hpp"
#include "testing/fake/refusal.hpp"
#include "testing/fake/serve/call.hpp"

namespace k8s::testing::fake {

bool ApiServer::apply_fault(const Fault& fault, Call& call) {
  switch (fault.kind) {
    case Fault::Kind::status: {
      const auto retry = fault.retry.value_or(std::chrono::seconds(0)).count();
      throw Refusal({.code = fault.code,
                     .reason = fault.reason,
                     .message = fault.message,
                     .retry_after_seconds = static_cast<int>(retry)});
    }
    case Fault::Kind::reset:
      call.answer.fault.kind = detail::Fault::Kind::reset;
      return false;
    case Fault::Kind::certificate_rotated:
      if (rotate_certificate_) rotate_certificate_();
      call.answer.fault.kind = detail::Fault::Kind::reset;
      return false;
    case Fault::Kind::no_answer:
      call.answer.fault.kind = detail::Fault::Kind::stall;
      return false;
    case Fault::Kind::delay:
      call.answer.delay = fault.duration;
      return true;
    case Fault::Kind::compacted:
      compact();
      return true;
    case Fault::Kind::late_events:
      call.events_late = fault.duration;
      return true;
    case Fault::Kind::reset_after:
    case Fault::Kind::half_body:
    case Fault::Kind::half_character:
    case Fault::Kind::slow_drip:
    case Fault::Kind::cut_watch:
    case Fault::Kind::duplicate_events:
      break;
  }
  return true;
}

}  // namespace k8s::testing::fake
