#pragma once

#include <string>

#include <k8s/detail/kind.hpp>
#include <k8s/models/meta/v1/object_meta.hpp>

namespace k8s::detail {

/// The metadata of an object that is known by its kind and address.
[[nodiscard]] inline meta::v1::ObjectMeta& metadata_of(const Kind& kind, void* object) {
  return *reinterpret_cast<meta::v1::ObjectMeta*>(static_cast<char*>(object) +
                                                  kind.metadata_offset);
}
[[nodiscard]] inline const meta::v1::ObjectMeta& metadata_of(const Kind& kind, const void* object) {
  return *reinterpret_cast<const meta::v1::ObjectMeta*>(static_cast<const char*>(object) +
                                                        kind.metadata_offset);
}

}  // namespace k8s::detail
