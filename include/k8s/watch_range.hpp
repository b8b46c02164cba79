#pragma once

#include <optional>
#include <utility>

#include <k8s/detail/one_pass.hpp>
#include <k8s/detail/verbs.hpp>
#include <k8s/watch_event.hpp>

namespace k8s {

/// The events of a watch: a range to loop over once. It owns all that the watch needs (client,
/// cache, stop token), so it may be made from a temporary Watcher.
///
/// `begin()` connects; stepping waits for the next event and may throw what the watch's maker
/// documents; after an exception the range is at its end. Leaving the loop ends the watch. `next()`
/// gives one event at a time, and nothing at the end.
///
/// Move-only; its iterators point into it and end when it is moved.
///
/// Thread safety: one thread at a time.
template <class T>
class WatchRange : public detail::OnePass<WatchRange<T>, WatchEvent<T>> {
 public:
  explicit WatchRange(detail::WatchCursor cursor) : cursor_(std::move(cursor)) {}

 private:
  friend class detail::OnePass<WatchRange, WatchEvent<T>>;

  void step(std::optional<WatchEvent<T>>& next) {
    detail::WatchResult result;
    if (!cursor_.next(result)) return;
    next.emplace();
    next->type = std::move(result.type);
    next->error = std::move(result.error);
    next->raw = std::move(result.raw);
    if (result.object != nullptr) next->object = std::move(*static_cast<T*>(result.object));
  }

  detail::WatchCursor cursor_;
};

}  // namespace k8s
