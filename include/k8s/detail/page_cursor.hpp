#pragma once

#include <memory>
#include <vector>

#include <k8s/detail/kind.hpp>
#include <k8s/export.hpp>
#include <k8s/list.hpp>
#include <k8s/options.hpp>

namespace k8s::detail {

/// Where a list that is fetched page by page has come to; used by one thread at a time.
class K8S_EXPORT PageCursor {
 public:
  PageCursor(const Kind& kind, ListOptions options);
  PageCursor(PageCursor&& other) noexcept;
  PageCursor& operator=(PageCursor&& other) noexcept;
  ~PageCursor();

  /// Fetches the next page into `array`, an empty Array of the kind; false at the end, and for ever
  /// after the first time, and after an exception.
  bool next(void* array, ListMetadata& metadata, std::vector<ItemError>& errors);

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace k8s::detail
