#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include <k8s/detail/verbs.hpp>

#include "clock.hpp"

namespace k8s::detail {

/// What a Watcher needs besides a server.
struct WatcherSurroundings {
  std::shared_ptr<Clock> clock{};
  /// Numbers from 0 up to 1.
  std::function<double()> random{};
  /// Told what went wrong that waiting may heal; nothing, when a watch was opened after that.
  std::function<void(const std::string&)> on_trouble{};
};

/// How large a state a Watcher remembers: larger objects are rare, and a thousand of them would not
/// be a cache any more.
constexpr std::size_t longest_remembered_state = std::size_t{64} << 10;

/// As watch_forever, with a clock and a chance of one's own.
/// \param longest_state in bytes; 0 for who remembers states himself: then a DELETED that a list
/// brought to light says only who is gone
[[nodiscard]] WatchCursor watch_forever_with(WatcherSurroundings surroundings, const Kind& kind,
                                             const WatcherOptions& options, std::size_t capacity,
                                             std::size_t longest_state = longest_remembered_state);

/// The real ones.
[[nodiscard]] WatcherSurroundings surroundings_of(const Client& client);

}  // namespace k8s::detail
