#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "testing/fake/object.hpp"
#include "testing/fake/query.hpp"
#include "testing/https_server.hpp"

// What containers wrote, as a test says it.
// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#get-read-log-of-the-specified-pod

namespace k8s::testing::fake {

/// PodLogOptions.
struct LogOptions {
  std::string container{};
  bool follow = false;
  bool previous = false;
  bool timestamps = false;
  std::optional<std::int64_t> tail{};
  std::optional<std::int64_t> limit_bytes{};
  /// RFC 3339; only what was written then or later.
  std::string since{};
};

/// \throws Refusal as the server words it
[[nodiscard]] LogOptions read_log_options(const Query& query, std::string_view pod,
                                          std::chrono::sys_seconds now);

/// The container that the options name, or the only one. \throws Refusal
[[nodiscard]] std::string container_of(const json::object& pod, const LogOptions& options);

/// The logs of all containers.
///
/// Thread safety: every member may be called from any thread.
class PodLogs {
 public:
  using Name = std::tuple<std::string, std::string, std::string>;  // namespace, pod, container

  /// \param time of the lines, in RFC 3339
  void append(const Name& name, std::string_view text, const std::string& time);
  /// Whoever follows the log has its end.
  void end(const Name& name);
  void end_pod(std::string_view namespace_, std::string_view pod);
  void clear();

  [[nodiscard]] bool has(const Name& name) const;
  [[nodiscard]] std::string read(const Name& name, const LogOptions& options) const;
  /// What is there, and what comes.
  [[nodiscard]] std::unique_ptr<detail::BodySource> follow(const Name& name,
                                                           const LogOptions& options);

 private:
  class Stream;
  class Body;
  struct Line {
    std::string time{};
    std::string text{};  // with its end, but for the last one perhaps
  };
  struct Log {
    std::vector<Line> lines{};
    bool ended = false;
    std::vector<std::shared_ptr<Stream>> followers{};
  };

  [[nodiscard]] static std::string text_of(const std::vector<Line>& lines,
                                           const LogOptions& options);

  mutable std::mutex mutex_;
  std::map<Name, Log> logs_;
};

}  // namespace k8s::testing::fake
