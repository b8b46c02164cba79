#include "testing/fake/cel/json_value.hpp"

#include <utility>

namespace k8s::testing::fake::cel {
namespace {

Value list_value(const json::array& array) {
  std::vector<Value> elements;
  elements.reserve(array.size());
  for (const json::value& each : array) elements.push_back(json_value(each));
  return make_list(std::move(elements));
}

Value map_value(const json::object& object) {
  std::vector<Entry> entries;
  entries.reserve(object.size());
  for (const auto& member : object) {
    entries.push_back({std::string(member.key()), json_value(member.value())});
  }
  return make_map(std::move(entries));
}

std::optional<json::value> list_to_json(const List& list) {
  json::array array;
  for (const Value& each : list.elements) {
    std::optional<json::value> element = to_json(each);
    if (!element) return std::nullopt;
    array.push_back(*std::move(element));
  }
  return array;
}

std::optional<json::value> map_to_json(const Map& map) {
  json::object object;
  for (const Entry& entry : map.entries) {
    const auto* const name = std::get_if<std::string>(&entry.key);
    std::optional<json::value> member = to_json(entry.value);
    if (name == nullptr || !member) return std::nullopt;
    object[*name] = *std::move(member);
  }
  return object;
}

}  // namespace

Value json_value(const json::value& value) {
  if (value.is_null()) return Null{};
  if (value.is_bool()) return value.get_bool();
  if (value.is_int64()) return value.get_int64();
  if (value.is_number()) return value.to_number<double>();
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_array()) return list_value(value.get_array());
  return map_value(value.get_object());
}

std::optional<json::value> to_json(const Value& value) {
  if (std::holds_alternative<Null>(value)) return json::value();
  if (const auto* const flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* const number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* const number = std::get_if<std::uint64_t>(&value)) return *number;
  if (const auto* const number = std::get_if<double>(&value)) return *number;
  if (const auto* const text = std::get_if<std::string>(&value)) return json::value(*text);
  if (const auto* const list = as_list(value)) return list_to_json(*list);
  if (const auto* const map = as_map(value)) return map_to_json(*map);
  return std::nullopt;
}

}  // namespace k8s::testing::fake::cel
