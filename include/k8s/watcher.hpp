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
/// It lists, tells an ADDED for each object, and watches from the list's resourceVersion; after a
/// disconnect it goes on where it was; when the server has forgotten that point (410) it lists
/// again. A cache of (namespace, name) drops what was told already.
template <class T>
class Watcher {
 public:
  /// \param capacity how many objects to remember; 0 means config().watcher_cache_size
  explicit Watcher(std::size_t capacity = 0) : capacity_(capacity) {}

  /// Watches what the options select; all namespaces unless they name one.
  ///
  /// The range throws ApiError for a refusal that is not 410. Broken connections are not errors: it
  /// connects again, with growing pauses while that fails.
  [[nodiscard]] WatchRange<T> watch(const WatcherOptions& options = {}) const {
    return WatchRange<T>([&](detail::WatchStorage storage) {
      return detail::watch_forever(k8s_kind(static_cast<const T*>(nullptr)), options, capacity_,
                                   std::move(storage));
    });
  }

  /// Watches one namespace, or all_namespaces.
  [[nodiscard]] WatchRange<T> watch(const std::convertible_to<NamespaceScope> auto& scope) const {
    return watch(WatcherOptions{.namespace_ = scope});
  }

 private:
  std::size_t capacity_;
};

}  // namespace k8s
