// The functions that models themselves call: what <k8s/json.hpp>, <k8s/detail/table.hpp> and
// operator<< stand on.

#include <ostream>
#include <string>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <k8s/box.hpp>
#include <k8s/detail/table.hpp>
#include <k8s/error.hpp>
#include <k8s/json.hpp>

#include "codec/codec.hpp"
#include "codec/lexer.hpp"
#include "codec/plan.hpp"
#include "codec/side_record.hpp"
#include "codec/values.hpp"
#include "codec/writer.hpp"
#include "yaml/yaml.hpp"

namespace k8s::detail {
namespace {

namespace json = boost::json;

/// As kubectl prints objects: who manages which field is of no interest to most.
void drop_managed_fields(json::value& value) {
  if (!value.is_object()) return;
  json::object& object = value.get_object();
  if (json::value* const metadata = object.if_contains("metadata");
      metadata != nullptr && metadata->is_object()) {
    metadata->get_object().erase("managedFields");
  }
  if (json::value* const items = object.if_contains("items");
      items != nullptr && items->is_array()) {
    for (json::value& item : items->get_array()) drop_managed_fields(item);
  }
}

std::string yaml_of(const std::string& text, bool for_reading) {
  boost::system::error_code error;
  auto value = json::parse(text, error, {}, {.max_depth = codec::max_depth});
  // A number beyond what Boost.JSON holds; JSON is YAML as well.
  if (error) return text + '\n';
  if (for_reading) drop_managed_fields(value);
  return yaml::emit(value);
}

void print_yaml(const std::string& text, std::ostream& out) {
  std::string yaml = yaml_of(text, true);
  yaml.pop_back();  // the line break, which the caller writes
  out << yaml;
}

/// Of one YAML document.
std::string json_of(std::string_view text) {
  try {
    return json::serialize(yaml::parse(text, ""));
  } catch (const yaml::ParseError& error) {
    throw DecodeError("line " + std::to_string(error.mark().line), error.offset(), error.problem());
  }
}

}  // namespace

void throw_absent(const char* type_name) {
  throw BadAccess(std::string(type_name) + " is absent: ask has_value() first, or ensure() it");
}

const char* table_name(const Table& table) noexcept {
  return table.name;
}

bool equal(const Table& table, const void* a, const void* b) {
  return codec::is_equal(table, a, b);
}

bool wire_equal(const Table& table, const void* a, const void* b) {
  return codec::encode(table, a) == codec::encode(table, b);
}

void mark_present(const Table& table, void* object, const void* member) {
  const auto offset = static_cast<const char*>(member) - static_cast<const char*>(object);
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    if (table.fields[i].offset != static_cast<std::size_t>(offset)) continue;
    SideRecord& side = side_of(table, object).ensure();
    const PlannedField& field = plan_of(table).fields[i];
    side.forget(field);
    side.set_present(field, codec::Writer(Emptiness::built).write_present(field, object));
    return;
  }
  throw ValidationError(std::string("not a described member of ") + table.name);
}

std::string to_json(const Table& table, const void* object) {
  return codec::encode(table, object);
}

void from_json(const Table& table, std::string_view json, void* object) {
  codec::decode(table, json, object);
}

std::string to_yaml(const Table& table, const void* object) {
  return yaml_of(codec::encode(table, object), false);
}

void from_yaml(const Table& table, std::string_view text, void* object) {
  codec::decode(table, json_of(text), object);
}

void print(const Table& table, const void* object, std::ostream& out) {
  print_yaml(codec::encode(table, object), out);
}

// ---- lists ----------------------------------------------------------------------------------

std::string list_to_json(const Kind& kind, const ListMetadata& metadata, const void* array) {
  return codec::encode_list(kind, metadata, array);
}

std::string list_to_yaml(const Kind& kind, const ListMetadata& metadata, const void* array) {
  return yaml_of(codec::encode_list(kind, metadata, array), false);
}

void list_from_json(const Kind& kind, std::string_view json, ListMetadata& metadata, void* array) {
  codec::decode_list(kind, json, array, &metadata);
}

void list_from_yaml(const Kind& kind, std::string_view text, ListMetadata& metadata, void* array) {
  codec::decode_list(kind, json_of(text), array, &metadata);
}

void print_list(const Kind& kind, const ListMetadata& metadata, const void* array,
                std::ostream& out) {
  print_yaml(codec::encode_list(kind, metadata, array), out);
}

}  // namespace k8s::detail
