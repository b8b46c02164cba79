#include "testing/fake/cel/schema_value.hpp"

#include <utility>

#include "base64.hpp"
#include "testing/fake/cel/schema_type.hpp"
#include "testing/fake/cel/time.hpp"
#include "testing/fake/object.hpp"
#include "testing/fake/structural_schema.hpp"

namespace k8s::testing::fake::cel {
namespace {

/// How Go calls the type of a decoded value.
std::string go_type(const json::value& value) {
  if (value.is_string()) return "string";
  if (value.is_bool()) return "bool";
  if (value.is_int64()) return "int64";
  if (value.is_number()) return "float64";
  return value.is_array() ? "[]interface {}" : "map[string]interface {}";
}

Value unexpected(std::string_view wanted, const json::value& value) {
  return Error{"invalid data, expected " + std::string(wanted) + ", got " + go_type(value)};
}

Value number_or_text(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_int64()) return value.get_int64();
  return Error{"invalid data, expected XIntOrString value to be either a string or integer"};
}

template <class Parsed>
Value parsed_or_error(const Parsed& parsed, const char* what, const std::string& text) {
  if (parsed) return *parsed;
  return Error{"Invalid " + std::string(what) + " " + text};
}

Value text_value(const json::value& value, const json::object& schema) {
  if (!value.is_string()) return unexpected("string", value);
  std::string text(value.get_string());
  const std::string_view format = text_at(schema, "format");
  if (format == "duration") return parsed_or_error(parse_long_duration(text), "duration", text);
  if (format == "date") return parsed_or_error(parse_date(text), "date formatted string", text);
  if (format == "date-time") {
    const auto time = parse_timestamp(text);
    return parsed_or_error(time ? time : parse_timestamp(text + "Z"), "date-time formatted string",
                           text);
  }
  if (format == "byte") {
    const auto bytes = base64_decode(text);
    return bytes ? Value(Bytes{*bytes}) : Value(Error{"Invalid byte formatted string " + text});
  }
  return text;
}

Value list_value(const json::value& value, const json::object& schema) {
  if (!value.is_array()) {
    return Error{"invalid data, expected an array for the provided schema with type=array"};
  }
  const json::object* const items = schema_at(schema, "items");
  if (items == nullptr) {
    return Error{"invalid array type, expected Items with a non-empty Schema"};
  }
  List list;
  for (const json::value& each : value.get_array()) {
    list.elements.push_back(schema_value(each, *items, is_resource(*items)));
  }
  const std::string_view kind = text_at(schema, "x-kubernetes-list-type");
  if (kind == "set") list.form = List::Form::set;
  if (kind == "map") {
    list.form = List::Form::map;
    for (const std::string& key : texts_at(schema, {"x-kubernetes-list-map-keys"})) {
      list.keys.push_back(escape_name(key).value_or(key));
    }
  }
  return std::make_shared<const List>(std::move(list));
}

/// Whether an expression sees values of that schema.
bool is_seen(const json::object& schema) {
  return is_int_or_string(schema) || !text_at(schema, "type").empty();
}

Value object_value(const json::object& object, const json::object& schema) {
  const json::object& properties = object_at(schema, "properties");
  std::vector<Entry> entries;
  json::object hidden;
  for (const auto& member : object) {
    const json::object* const known = schema_at(properties, member.key());
    const auto name = escape_name(member.key());
    if (known == nullptr || !name || member.value().is_null() || !is_seen(*known)) {
      hidden[member.key()] = member.value();
    } else {
      entries.push_back({*name, schema_value(member.value(), *known, is_resource(*known))});
    }
  }
  auto map = std::make_shared<Map>(std::move(entries));
  map->is_object = true;
  map->hidden = std::move(hidden);
  return MapPtr(std::move(map));
}

Value map_value(const json::object& object, const json::object* values) {
  std::vector<Entry> entries;
  for (const auto& member : object) {
    if (values == nullptr) break;
    entries.push_back(
        {std::string(member.key()), schema_value(member.value(), *values, is_resource(*values))});
  }
  auto map = std::make_shared<Map>(std::move(entries));
  if (values == nullptr) map->hidden = object;
  return MapPtr(std::move(map));
}

Value members_value(const json::value& value, const json::object& schema) {
  if (!value.is_object()) {
    return Error{"invalid data, expected a map for the provided schema with type=object"};
  }
  if (!object_at(schema, "properties").empty()) return object_value(value.get_object(), schema);
  return map_value(value.get_object(), schema_at(schema, "additionalProperties"));
}

}  // namespace

Value schema_value(const json::value& value, const json::object& schema, bool is_whole) {
  if (value.is_null()) {
    if (flag_at(schema, "nullable")) return Null{};
    return Error{"invalid data, got null for schema with nullable=false"};
  }
  if (is_int_or_string(schema)) return number_or_text(value);
  const std::string_view type = text_at(schema, "type");
  if (type == "object") {
    return members_value(value, is_whole ? with_type_and_metadata(schema) : schema);
  }
  if (type == "array") return list_value(value, schema);
  if (type == "string") return text_value(value, schema);
  if (type == "number") {
    return value.is_number() ? Value(value.to_number<double>()) : unexpected("float", value);
  }
  if (type == "integer") {
    return value.is_int64() ? Value(value.get_int64()) : unexpected("int", value);
  }
  if (type == "boolean") {
    return value.is_bool() ? Value(value.get_bool()) : unexpected("bool", value);
  }
  return Error{
      "invalid type, expected object, array, number, integer, boolean or string, or no "
      "type with x-kubernetes-int-or-string or x-kubernetes-preserve-unknown-fields is "
      "true, got " +
      std::string(type)};
}

}  // namespace k8s::testing::fake::cel
