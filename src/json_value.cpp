#include "json_value.hpp"

#include <boost/json/parse.hpp>

namespace k8s::detail {

std::optional<boost::json::value> parse_json(std::string_view text) {
  boost::json::parse_options options;
  options.max_depth = 256;
  boost::json::error_code error;
  boost::json::value value = boost::json::parse(text, error, {}, options);
  if (error) return std::nullopt;
  return value;
}

const boost::json::value* find_member(const boost::json::value* value, std::string_view name) {
  return value != nullptr && value->is_object() ? value->get_object().if_contains(name) : nullptr;
}

std::string member_text(const boost::json::object& object, std::string_view name) {
  const boost::json::value* const value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::string member_text(const boost::json::value* value, std::string_view name) {
  return value != nullptr && value->is_object() ? member_text(value->get_object(), name)
                                                : std::string();
}

}  // namespace k8s::detail
