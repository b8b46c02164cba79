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
#include "codec/side_record.hpp"
#include "codec/values.hpp"
#include "yaml/yaml.hpp"

namespace k8s::detail {

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
    side.forget(i);
    side.present |= bit(i);
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
  const std::string json = codec::encode(table, object);
  boost::system::error_code error;
  const auto value = boost::json::parse(json, error, {}, {.max_depth = codec::max_depth});
  // A number beyond what Boost.JSON holds; JSON is YAML as well.
  if (error) return json + '\n';
  return yaml::emit(value);
}

void from_yaml(const Table& table, std::string_view text, void* object) {
  std::string json;
  try {
    json = boost::json::serialize(yaml::parse(text, ""));
  } catch (const yaml::ParseError& error) {
    throw DecodeError("line " + std::to_string(error.mark().line), error.offset(), error.problem());
  }
  codec::decode(table, json, object);
}

void print(const Table& table, const void* object, std::ostream& out) {
  std::string text = to_yaml(table, object);
  text.pop_back();  // the line break, which the caller writes
  out << text;
}

}  // namespace k8s::detail
