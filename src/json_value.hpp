#pragma once

#include <optional>
#include <string_view>

#include <boost/json/value.hpp>

namespace k8s::detail {

/// A JSON text as a value, for looking at what no model describes; nothing if it is no JSON. Takes
/// the nesting that the codec takes, which is more than Boost.JSON does unasked.
[[nodiscard]] std::optional<boost::json::value> parse_json(std::string_view text);

}  // namespace k8s::detail
