#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <k8s/array.hpp>

namespace k8s {

/// What a list says of itself.
struct ListMetadata {
  /// Where a watch that misses nothing begins.
  std::string resourceVersion{};
  /// Empty: pages are followed to the end.
  std::string continue_{};
  std::optional<std::int64_t> remainingItemCount{};
};

/// Objects of a kind with the list's own metadata.
template <class T>
struct List {
  ListMetadata metadata{};
  Array<T> items{};

  [[nodiscard]] auto begin() { return items.begin(); }
  [[nodiscard]] auto end() { return items.end(); }
  [[nodiscard]] auto begin() const { return items.begin(); }
  [[nodiscard]] auto end() const { return items.end(); }
  [[nodiscard]] auto size() const { return items.size(); }
  [[nodiscard]] bool empty() const { return items.empty(); }
};

}  // namespace k8s
