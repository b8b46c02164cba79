#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

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

/// An item of a list that could not be decoded.
struct ItemError {
  /// Its place in the list that the server sent, from 0, over all pages.
  std::size_t index = 0;
  /// As far as they can be read.
  std::string namespace_{};
  std::string name{};
  /// What is wrong with it, and where; never a value of it.
  std::string message{};
  /// The item as the server sent it. Of a Secret it holds the data.
  std::string json{};
};

/// Objects of a kind with the list's own metadata.
template <class T>
struct List {
  ListMetadata metadata{};
  Array<T> items{};
  /// What is missing in `items`, since it could not be decoded.
  std::vector<ItemError> errors{};

  [[nodiscard]] auto begin() { return items.begin(); }
  [[nodiscard]] auto end() { return items.end(); }
  [[nodiscard]] auto begin() const { return items.begin(); }
  [[nodiscard]] auto end() const { return items.end(); }
  [[nodiscard]] auto size() const { return items.size(); }
  [[nodiscard]] bool empty() const { return items.empty(); }
};

}  // namespace k8s
