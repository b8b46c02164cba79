#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

#include <k8s/client.hpp>
#include <k8s/detail/one_pass.hpp>
#include <k8s/detail/verbs.hpp>
#include <k8s/export.hpp>
#include <k8s/time.hpp>

namespace k8s {

/// What to read of the log of a container.
/// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
struct PodLogOptions {
  /// May be empty if the pod has only one.
  std::string container{};
  /// Wait for what the container writes from now on, until it ends.
  bool follow = false;
  /// Of the container that ran before this one and ended.
  bool previous = false;
  /// Not older than that; or not older than `sinceTime`.
  std::optional<std::int64_t> sinceSeconds{};
  Time sinceTime{};
  /// Each line begins with the time of its writing, in RFC 3339, and a blank.
  bool timestamps = false;
  /// So many lines from the end; unset means all.
  std::optional<std::int64_t> tailLines{};
  /// No more than so many bytes; unset means no limit.
  std::optional<std::int64_t> limitBytes{};
  /// The API server need not check the certificate of the node.
  bool insecureSkipTLSVerifyBackend = false;
  /// "All", "Stdout" or "Stderr"; empty means all. Servers before Kubernetes 1.32 do not know it.
  std::string stream{};
  /// Unset means the client's config().namespace_.
  std::optional<std::string> namespace_{};
  Client client{};
  std::stop_token stop{};
  /// Of read_pod_log the time for all; of PodLogLines the time until the log begins. Unset means
  /// config().timeout for each try.
  std::optional<std::chrono::milliseconds> timeout{};
};

namespace detail {

/// A log that is being read; used by one thread at a time.
class K8S_EXPORT LogCursor {
 public:
  LogCursor(Name pod, PodLogOptions options);
  LogCursor(LogCursor&& other) noexcept;
  LogCursor& operator=(LogCursor&& other) noexcept;
  ~LogCursor();

  /// Waits for the next line; false at the end, and for ever after the first time, and after an
  /// exception.
  bool next(std::string& line);

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace detail

/// The log of a container, as it is.
///
///     std::cout << read_pod_log("web", {.container = "main", .tailLines = 100});
///
/// \throws NotFound; ClientError if it has to be said which container, if there is no such one, or
/// if it has not started yet; ValidationError with `follow`, which is for PodLogLines;
/// TransportError, Stopped
[[nodiscard]] K8S_EXPORT std::string read_pod_log(detail::Name pod,
                                                  const PodLogOptions& options = {});

/// The lines of the log of a container, as they arrive: a range to loop over once.
///
///     for (const std::string& line : PodLogLines("web", {.follow = true})) handle(line);
///
/// Lines come without their ends (LF or CRLF), empty ones too; of one that is longer than 64 MiB
/// comes the beginning. With `follow` the range waits for more until the container ends, the server
/// ends the connection or a stop is requested, which is no exception. It does not connect again: to
/// go on, ask with `sinceTime` and `timestamps`.
///
/// `begin()` connects; it and stepping throw what read_pod_log() throws, but for Stopped, and after
/// an exception the range is at its end. `next()` gives one line at a time, and nothing at the end.
/// A slow reader holds the server back.
///
/// Move-only; its iterators point into it and end when it is moved.
///
/// Thread safety: one thread at a time.
class PodLogLines : public detail::OnePass<PodLogLines, std::string> {
 public:
  /// \throws ValidationError for a name that can be none
  explicit PodLogLines(detail::Name pod, PodLogOptions options = {})
      : cursor_(pod, std::move(options)) {}

 private:
  friend class detail::OnePass<PodLogLines, std::string>;

  void step(std::optional<std::string>& next) {
    std::string line;
    if (cursor_.next(line)) next = std::move(line);
  }

  detail::LogCursor cursor_;
};

}  // namespace k8s
