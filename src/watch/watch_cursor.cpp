#include <utility>

#include <k8s/detail/verbs.hpp>

namespace k8s::detail {

WatchCursor::WatchCursor(std::unique_ptr<WatchSource> source) noexcept
    : source_(std::move(source)) {}

WatchCursor::WatchCursor(WatchCursor&& other) noexcept = default;
WatchCursor& WatchCursor::operator=(WatchCursor&& other) noexcept = default;
WatchCursor::~WatchCursor() = default;

bool WatchCursor::next(WatchResult& result) {
  if (!source_) return false;
  // Out of the way, so that it ends with whatever ends the watch.
  std::unique_ptr<WatchSource> source = std::exchange(source_, nullptr);
  if (!source->next(result)) return false;
  source_ = std::move(source);
  return true;
}

}  // namespace k8s::detail
