#include "mapping.hpp"

#include <algorithm>
#include <regex>
#include <string>
#include <string_view>

namespace recorder {
namespace {

namespace json = boost::json;

json::value mapped_text(const json::string& text) {
  static const std::regex uid("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  static const std::regex time("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
  static const std::regex address("\\b10\\.0(\\.\\d+){2}\\b");
  static const std::regex version("(resource ?[vV]ersion[^0-9]*|in record \\(|current: )\\d+");
  std::string result(text);
  result = std::regex_replace(result, uid, "UID");
  result = std::regex_replace(result, time, "TIME");
  result = std::regex_replace(result, address, "ADDRESS");
  result = std::regex_replace(result, version, "$1N");
  return json::string(result);
}

/// In an order that comes neither from times nor, as that of the causes of a conflict (whose
/// details have no name), from chance.
json::value mapped_in_order(const json::value& list) {
  json::value result = mapped(list);
  if (result.is_array()) {
    std::ranges::sort(result.get_array(), {}, [](const auto& entry) { return serialize(entry); });
  }
  return result;
}

json::object mapped_object(const json::object& object) {
  json::object result;
  for (const auto& [name, value] : object) {
    const bool is_text = value.is_string() && !value.get_string().empty();
    if (is_text && (name == "resourceVersion" || name == "continue")) {
      result[name] = "N";
    } else if (name == "managedFields" || (name == "causes" && !object.contains("name"))) {
      result[name] = mapped_in_order(value);
    } else if (name == "nodePort") {
      result[name] = "PORT";
    } else {
      result[name] = mapped(value);
    }
  }
  return result;
}

}  // namespace

json::value mapped(const json::value& value) {
  if (value.is_string()) return mapped_text(value.get_string());
  if (value.is_object()) return mapped_object(value.get_object());
  if (!value.is_array()) return value;
  json::array result;
  for (const json::value& element : value.get_array()) result.push_back(mapped(element));
  return result;
}

}  // namespace recorder
