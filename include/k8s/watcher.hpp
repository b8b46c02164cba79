#pragma once

#include <concepts>
#include <cstddef>

#include <k8s/options.hpp>
#include <k8s/watch_range.hpp>

namespace k8s {

/// Watches a kind for ever: every event once, across disconnects.
///
///     for (const WatchEvent<Pod>& event : Watcher<Pod>().watch("default")) ...
///
/// It lists, tells an ADDED for each object, and watches from the list's resourceVersion. After a
/// disconnect it goes on where it was. When the server has forgotten that point (410) it lists
/// again and tells what has changed meanwhile: ADDED for what is new, MODIFIED for what is
/// different, DELETED for what is gone. An object that was deleted and made again under its name is
/// a DELETED and an ADDED.
///
/// A DELETED that a new list brought to light carries the last state that was told. Of objects
/// beyond the capacity, and of those above 64 KiB, it carries the name, namespace and uid only; and
/// the former are told again, as MODIFIED, after a new list. No deletion is ever left out.
///
/// With WatcherOptions::allowWatchBookmarks a BOOKMARK says when all that exists has been told.
///
/// An object that cannot be decoded is an event of type "ERROR" with its JSON in it; the others go
/// on. That such an object was deleted is a DELETED with what was told of it last.
template <class T>
class Watcher {
 public:
  /// \param capacity of how many objects to remember the last state, the ones told last; 0 means
  /// config().watcher_cache_size
  explicit Watcher(std::size_t capacity = 0) : capacity_(capacity) {}

  /// Watches what the options select; all namespaces unless they name one.
  ///
  /// What waiting may heal is no error: broken connections, and a server that is overloaded or not
  /// well (429, 5xx). It connects again, with growing pauses, up to 30 s, while that brings
  /// nothing. The range throws ClientError for any other refusal, also one in the stream, and for a
  /// 410 to its list; TlsError if the first connection shows that there can be none. After a stop
  /// request the range is at its end within 100 ms, also during a pause.
  [[nodiscard]] WatchRange<T> watch(
      const WatcherOptions& options = detail::defaults<WatcherOptions>()) const {
    return WatchRange<T>(
        detail::watch_forever(k8s_kind(static_cast<const T*>(nullptr)), options, capacity_));
  }

  /// Watches one namespace, or all_namespaces.
  [[nodiscard]] WatchRange<T> watch(const std::convertible_to<NamespaceScope> auto& scope) const {
    return WatchRange<T>(detail::watch_forever(k8s_kind(static_cast<const T*>(nullptr)),
                                               NamespaceScope(scope), capacity_));
  }

 private:
  std::size_t capacity_;
};

}  // namespace k8s
