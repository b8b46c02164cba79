#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/export.hpp>

namespace k8s::testing {

/// Which requests a rule of a FakeCluster meets; what is empty is met by all.
struct RequestFilter {
  /// "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"
  std::string verb{};
  /// The plural of the kind: "pods", "deployments", "deployments/status".
  std::string resource{};
  std::string namespace_{};
  std::string name{};
};

/// What goes wrong with a request. Without times() it goes wrong until FakeCluster::clear_faults().
///
///     fake.on({.verb = "list", .resource = "pods"}, Fault::status(503).retry_after(1s).times(2));
class K8S_EXPORT Fault {
 public:
  /// The server answers with this status and does nothing.
  [[nodiscard]] static Fault status(int code, std::string reason = {}, std::string message = {});
  /// The connection is cut before the server did anything.
  [[nodiscard]] static Fault reset();
  /// The server does what was asked, and the connection is cut before it answers.
  [[nodiscard]] static Fault reset_after();
  /// The server does what was asked, and the connection is cut in the middle of the answer; of a
  /// watch, in the middle of its first event.
  [[nodiscard]] static Fault half_body();
  /// As half_body(), in the middle of a UTF-8 character if there is one that has several bytes.
  [[nodiscard]] static Fault half_character();
  /// The server takes its time. In process nobody waits: the cluster's clock jumps ahead, and what
  /// takes longer than the request's timeout is a Timeout at once.
  [[nodiscard]] static Fault delay(std::chrono::milliseconds time);
  /// The answer comes in pieces of so many bytes, with a pause before each. In process the pauses
  /// move the cluster's clock. A watch comes as it is.
  [[nodiscard]] static Fault slow_drip(std::chrono::milliseconds pause, std::size_t bytes = 16);
  /// The server never answers. In process the cluster's clock jumps to the request's timeout.
  [[nodiscard]] static Fault no_answer();
  /// The connection of a watch is cut after so many events.
  [[nodiscard]] static Fault cut_watch(int after_events = 0);
  /// The history is forgotten just before the request is served: what it asks of an older
  /// resourceVersion gets 410.
  [[nodiscard]] static Fault compacted();
  /// A watch tells each event twice.
  [[nodiscard]] static Fault duplicate_events();
  /// A watch tells each event so much later, by the cluster's clock, than others do: between kinds
  /// there is no order.
  [[nodiscard]] static Fault late_events(std::chrono::milliseconds time);
  /// The server does not know the token any more: 401.
  [[nodiscard]] static Fault token_expired();
  /// The server gets another certificate of the same authority, as
  /// FakeCluster::rotate_certificate() does, and the connection is cut before it did anything.
  [[nodiscard]] static Fault certificate_rotated();

  /// How often it happens.
  Fault& times(int count) &;
  Fault&& times(int count) &&;
  /// How many of the requests that it meets it lets pass first.
  Fault& skip(int count) &;
  Fault&& skip(int count) &&;
  /// Sends the header Retry-After, with a status.
  Fault& retry_after(std::chrono::seconds time) &;
  Fault&& retry_after(std::chrono::seconds time) &&;

  enum class Kind {
    status,
    reset,
    reset_after,
    half_body,
    half_character,
    delay,
    slow_drip,
    no_answer,
    cut_watch,
    compacted,
    duplicate_events,
    late_events,
    certificate_rotated,
  };

  // What was said; for FakeCluster.
  Kind kind = Kind::status;
  int code = 0;
  std::string reason{};
  std::string message{};
  std::chrono::milliseconds duration{0};
  std::size_t amount = 0;  // bytes of a piece, events of a watch
  std::optional<std::chrono::seconds> retry{};
  std::optional<int> count{};
  int skipped = 0;
};

/// A fault and the requests that it meets.
struct FaultRule {
  RequestFilter filter{};
  Fault fault = Fault::status(500);
};

/// Reads a script of faults, in YAML:
///
///     faults:
///     - {verb: list, resource: pods, fault: status, code: 503, retry_after: 5s, times: 2}
///     - {verb: watch, fault: cut_watch, events: 3, skip: 1}
///
/// Of the filter `verb`, `resource`, `namespace`, `name`; of every fault `times` and `skip`. The
/// faults, named as the functions of Fault, with what they take: `status` (code, reason, message,
/// retry_after), `reset`, `reset_after`, `half_body`, `half_character`, `delay` (time), `slow_drip`
/// (time, bytes), `no_answer`, `cut_watch` (events), `compacted`, `duplicate_events`, `late_events`
/// (time), `token_expired`, `certificate_rotated`. Times are written `250ms`, `5s`, `2m`.
/// \param source what errors call the script, such as the name of its file
/// \throws Error that names the source and the line of what is wrong, and what would be right
[[nodiscard]] K8S_EXPORT std::vector<FaultRule> parse_fault_script(
    std::string_view text, std::string_view source = "faults");

}  // namespace k8s::testing
