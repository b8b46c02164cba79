#pragma once

#include <k8s/detail/description.hpp>
#include <k8s/detail/kind.hpp>

namespace k8s::detail {

/// A default-constructed object of the kind: the only element, from now on, of `array`.
[[nodiscard]] inline void* fresh_object(const Kind& kind, void* array) {
  kind.list->operations->clear(array);
  return kind.list->operations->emplace(array);
}

}  // namespace k8s::detail
