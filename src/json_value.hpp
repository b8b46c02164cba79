#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace k8s::detail {

/// A JSON text as a value, for looking at what no model describes; nothing if it is no JSON. Takes
/// the nesting that the codec takes, which is more than Boost.JSON does unasked.
[[nodiscard]] std::optional<boost::json::value> parse_json(std::string_view text);

/// The member of an object; null if there is none, or no object.
[[nodiscard]] const boost::json::value* find_member(const boost::json::value* value,
                                                    std::string_view name);

/// The text of a member; empty if there is none, or it is no text.
[[nodiscard]] std::string member_text(const boost::json::object& object, std::string_view name);
[[nodiscard]] std::string member_text(const boost::json::value* value, std::string_view name);

}  // namespace k8s::detail
