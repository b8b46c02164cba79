#pragma once

#include <chrono>
#include <concepts>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

#include <k8s/client.hpp>
#include <k8s/detail/kind.hpp>
#include <k8s/detail/verbs.hpp>
#include <k8s/export.hpp>
#include <k8s/watch_event.hpp>
#include <k8s/watch_range.hpp>

namespace k8s {

/// Of wait_until and wait_until_gone.
struct WaitOptions {
  /// Unset means the client's config().namespace_.
  std::optional<std::string> namespace_{};
  Client client{};
  std::stop_token stop{};
  /// How long to wait at most; unset means until it is so.
  std::optional<std::chrono::milliseconds> timeout{};
};

namespace detail {

/// A watch of one object that ends in time, and why it ended.
class K8S_EXPORT Wait {
 public:
  /// \param words what is waited for, for error messages
  Wait(const Kind& kind, Name name, std::string words, const WaitOptions& options);
  ~Wait();
  Wait(const Wait&) = delete;
  Wait& operator=(const Wait&) = delete;

  /// Begins it. It tells bookmarks too.
  [[nodiscard]] WatchCursor watch() const;
  /// Notes an event of it.
  /// \throws Error for an object that cannot be decoded, which tells nobody how it is
  void saw(const std::string& type, const void* object, const std::string& error);
  /// After the watch's end. \throws Timeout, Stopped
  [[noreturn]] void ended() const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace detail

/// Waits until the object of that name fulfils a condition, and returns it as it was then. If there
/// is none, waits until there is one.
///
///     Pod running = wait_until<Pod>(
///         "web-0", [](const Pod& pod) { return pod.status.phase == "Running"; },
///         {.timeout = std::chrono::minutes(1)});
///
/// It watches that one object, as a Watcher does: nothing is asked again and again, and a
/// connection that breaks is made anew.
///
/// \param condition called with each state of the object; what it throws ends the wait
/// \throws Timeout, which says how the object was last; Stopped; what Watcher::watch throws; Error
/// if the object cannot be decoded
template <class T, std::predicate<const T&> Condition>
T wait_until(detail::Name name, Condition condition, const WaitOptions& options = {}) {
  detail::Wait wait(k8s_kind(static_cast<const T*>(nullptr)), name, "wait for", options);
  for (WatchEvent<T>& event : WatchRange<T>(wait.watch())) {
    wait.saw(event.type, &event.object, event.error);
    const bool exists = event.type == WatchEvent<T>::added || event.type == WatchEvent<T>::modified;
    if (exists && condition(std::as_const(event.object))) return std::move(event.object);
  }
  wait.ended();
}

/// Waits until there is no object of that name.
///
///     Namespace::delete_("build-7");
///     wait_until_gone<Namespace>("build-7", {.timeout = std::chrono::minutes(5)});
///
/// \throws what wait_until() throws
template <class T>
void wait_until_gone(detail::Name name, const WaitOptions& options = {}) {
  detail::Wait wait(k8s_kind(static_cast<const T*>(nullptr)), name, "wait for the end of", options);
  bool exists = false;
  for (const WatchEvent<T>& event : WatchRange<T>(wait.watch())) {
    wait.saw(event.type, &event.object, event.error);
    if (event.type == WatchEvent<T>::deleted) return;
    if (event.type != WatchEvent<T>::bookmark) exists = true;
    if (event.ends_initial_events() && !exists) return;
  }
  wait.ended();
}

}  // namespace k8s
