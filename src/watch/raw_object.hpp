#pragma once

#include <string>
#include <string_view>

#include <k8s/detail/kind.hpp>

#include "watch/told_objects.hpp"

namespace k8s::detail {

/// Who an object is that cannot be decoded, as far as it can be read.
[[nodiscard]] Identity identity_in_object(std::string_view object);

/// What a line of a watch tells of such an object.
struct RawEvent {
  std::string type{};
  Identity object{};
};
[[nodiscard]] RawEvent read_raw_event(std::string_view line);

/// Says in an object's metadata who it is.
void set_identity(const Kind& kind, void* object, const Identity& identity);

}  // namespace k8s::detail
