#pragma once

#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

#include <k8s/detail/verbs.hpp>
#include <k8s/watch_event.hpp>

namespace k8s {

/// The events of a watch: a range to loop over once. It owns all that the watch needs (client,
/// cache, stop token), so it may be made from a temporary Watcher.
///
/// `begin()` connects; stepping waits for the next event and may throw what the watch's maker
/// documents; after an exception the range is at its end. Leaving the loop ends the watch.
///
/// Move-only; its iterators point into it and end when it is moved.
///
/// Thread safety: one thread at a time.
template <class T>
class WatchRange {
 public:
  class iterator {
   public:
    using iterator_concept = std::input_iterator_tag;
    using value_type = WatchEvent<T>;
    using difference_type = std::ptrdiff_t;

    WatchEvent<T>& operator*() const { return *range_->event_; }
    WatchEvent<T>* operator->() const { return &*range_->event_; }
    iterator& operator++() {
      range_->advance();
      return *this;
    }
    void operator++(int) { range_->advance(); }
    friend bool operator==(const iterator& it, std::default_sentinel_t) { return it.at_end(); }

   private:
    friend class WatchRange;
    [[nodiscard]] bool at_end() const { return !range_->event_.has_value(); }
    explicit iterator(WatchRange& range) : range_(&range) {}
    WatchRange* range_;
  };

  explicit WatchRange(detail::WatchCursor cursor) : cursor_(std::move(cursor)) {}

  iterator begin() {
    advance();
    return iterator(*this);
  }
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

  /// The next event, or none at the end: for programs that do not loop.
  std::optional<WatchEvent<T>> next() {
    advance();
    return std::exchange(event_, std::nullopt);
  }

 private:
  void advance() {
    event_.reset();
    detail::WatchResult result;
    if (!cursor_.next(result)) return;
    event_.emplace();
    event_->type = std::move(result.type);
    event_->error = std::move(result.error);
    event_->raw = std::move(result.raw);
    if (result.object != nullptr) event_->object = std::move(*static_cast<T*>(result.object));
  }

  detail::WatchCursor cursor_;
  std::optional<WatchEvent<T>> event_;
};

}  // namespace k8s
