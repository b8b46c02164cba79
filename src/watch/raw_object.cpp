#include "watch/raw_object.hpp"

#include <string>

#include <boost/json.hpp>

#include "json_value.hpp"

namespace k8s::detail {
namespace {

namespace json = boost::json;

const json::value* member(const json::value* value, std::string_view name) {
  if (value == nullptr || !value->is_object()) return nullptr;
  return value->get_object().if_contains(name);
}

std::string text_of(const json::value* metadata, std::string_view name) {
  const json::value* value = member(metadata, name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

Identity identity_in(const json::value& object) {
  const json::value* metadata = member(&object, "metadata");
  return {.namespace_ = text_of(metadata, "namespace"),
          .name = text_of(metadata, "name"),
          .uid = text_of(metadata, "uid"),
          .resourceVersion = text_of(metadata, "resourceVersion")};
}

}  // namespace

Identity identity_in_object(std::string_view object) {
  const auto value = parse_json(object);
  return value ? identity_in(*value) : Identity();
}

Identity identity_in_line(std::string_view line) {
  const auto event = parse_json(line);
  const json::value* object = event ? member(&*event, "object") : nullptr;
  return object == nullptr ? Identity() : identity_in(*object);
}

}  // namespace k8s::detail
