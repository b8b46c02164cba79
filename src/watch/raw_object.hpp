#pragma once

#include <string_view>

#include <boost/json/fwd.hpp>

#include "watch/told_objects.hpp"

namespace k8s::detail {

/// Who an object is that cannot be decoded, as far as it can be read: of a JSON object.
[[nodiscard]] Identity identity_in(const boost::json::value& object);

/// The same, of a line of a watch.
[[nodiscard]] Identity identity_in_line(std::string_view line);

}  // namespace k8s::detail
