#pragma once

#include <chrono>
#include <string>

#include "watch/backoff.hpp"

namespace k8s::detail {

/// What a Watcher does next: lists, or watches from where, and after which pause. It is told what
/// became of each attempt and does no I/O itself.
///
/// A list begins; a watch follows from its resourceVersion and, after a disconnect, from the last
/// resourceVersion seen. A resourceVersion that the server has forgotten, or that gives streams
/// which end at once with nothing in them (what an API server makes of one for Events that is too
/// old), means a new list. Pauses grow with each attempt that brings nothing, whether list or
/// watch.
class WatchPlan {
 public:
  using Time = std::chrono::steady_clock::time_point;
  enum class Action { list, watch };

  explicit WatchPlan(Backoff backoff) : backoff_(std::move(backoff)) {}

  [[nodiscard]] Action action() const { return action_; }
  /// How long to wait before it.
  [[nodiscard]] std::chrono::milliseconds pause() const { return pause_; }
  /// Where a watch begins; empty if the server named no resourceVersion.
  [[nodiscard]] const std::string& resource_version() const { return resource_version_; }

  /// A list came whole.
  void listed(std::string resource_version);
  /// A watch's stream was opened.
  void opened(Time now);
  /// News came: an event to tell or a bookmark. Empty if it has no resourceVersion.
  void saw(const std::string& resource_version);
  /// An event came that was told before.
  void saw_again(const std::string& resource_version);
  /// The stream ended as the protocol asks.
  void closed(Time now);
  /// The stream was silent for too long.
  void fell_silent();
  /// The list, the opening or the stream broke on the way.
  void broke(Time now);
  /// The server has forgotten the resourceVersion: 410.
  void expired();

 private:
  void list_again();
  void note_long_life(Time now);

  Backoff backoff_;
  Action action_ = Action::list;
  std::chrono::milliseconds pause_{0};
  std::string resource_version_;
  Time opened_{};
  bool open_ = false;
  bool saw_something_ = false;   // since the stream was opened
  bool list_was_worth_ = false;  // something was seen since the last list
  int empty_streams_ = 0;        // in a row, each ended at once
};

}  // namespace k8s::detail
