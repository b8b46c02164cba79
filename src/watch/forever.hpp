#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include <k8s/detail/verbs.hpp>

#include "clock.hpp"

namespace k8s::detail {

/// What a Watcher needs besides a server.
struct WatcherSurroundings {
  std::shared_ptr<Clock> clock{};
  /// Numbers from 0 up to 1.
  std::function<double()> random{};
};

/// As watch_forever, with a clock and a chance of one's own.
[[nodiscard]] WatchCursor watch_forever_with(WatcherSurroundings surroundings, const Kind& kind,
                                             const WatcherOptions& options, std::size_t capacity);

}  // namespace k8s::detail
