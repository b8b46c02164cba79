#pragma once

#include <string_view>

#include "watch/told_objects.hpp"

namespace k8s::detail {

/// Who an object is that cannot be decoded, as far as it can be read.
[[nodiscard]] Identity identity_in_object(std::string_view object);

/// The same, of a line of a watch.
[[nodiscard]] Identity identity_in_line(std::string_view line);

}  // namespace k8s::detail
