#include "testing/fake/cel/schema_type.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "testing/fake/object.hpp"
#include "testing/fake/structural_schema.hpp"

namespace k8s::testing::fake::cel {
namespace {

constexpr std::array<std::string_view, 21> reserved{
    "true",     "false",   "null",      "in",       "as",  "break",  "const",
    "continue", "else",    "for",       "function", "if",  "import", "let",
    "loop",     "package", "namespace", "return",   "var", "void",   "while"};

SchemaTypePtr make(SchemaType type) {
  return std::make_shared<const SchemaType>(std::move(type));
}

std::uint64_t at_least_zero(std::int64_t number) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(number, 0));
}

/// How many things of that size fit into a request.
std::uint64_t fitting(std::int64_t size) {
  return at_least_zero((largest_request - 2) / size);
}

/// A limit is in characters, of up to four bytes each.
std::uint64_t most_bytes(std::int64_t characters) {
  return at_least_zero(characters) * 4;
}

std::uint64_t longest_text(const json::object& schema) {
  if (const auto most = number_at(schema, "maxLength")) return most_bytes(*most);
  std::uint64_t longest = 0;
  for (const json::value& each : array_at(schema, "enum")) {
    if (each.is_string()) longest = std::max<std::uint64_t>(longest, each.get_string().size());
  }
  return array_at(schema, "enum").empty() ? at_least_zero(largest_request - 2) : longest;
}

SchemaTypePtr text_type(const json::object& schema) {
  const std::string_view format = text_at(schema, "format");
  if (format == "byte") {
    const auto most = number_at(schema, "maxLength");
    return make({.type = plain_type(Kind::bytes),
                 .most_elements = at_least_zero(most.value_or(largest_request - 2)),
                 .least_size = 2});
  }
  if (format == "duration") {
    return make({.type = plain_type(Kind::duration), .most_elements = 32, .least_size = 3});
  }
  if (format == "date") {
    return make({.type = plain_type(Kind::timestamp), .most_elements = 12, .least_size = 12});
  }
  if (format == "date-time") {
    return make({.type = plain_type(Kind::timestamp), .most_elements = 32, .least_size = 21});
  }
  return make(
      {.type = plain_type(Kind::text), .most_elements = longest_text(schema), .least_size = 2});
}

SchemaTypePtr list_type(const json::object& schema, const std::string& name) {
  const json::object* const items = schema_at(schema, "items");
  if (items == nullptr) return nullptr;
  const SchemaTypePtr element = schema_type(*items, is_resource(*items), name + ".@idx");
  if (element == nullptr) return nullptr;
  const auto most = number_at(schema, "maxItems");
  return make({.type = list_of(element->type),
               .element = element,
               .most_elements = most ? at_least_zero(*most) : fitting(element->least_size + 1),
               .least_size = 2});
}

SchemaTypePtr map_type(const json::object& schema, const json::object& values,
                       const std::string& name) {
  const SchemaTypePtr element = schema_type(values, is_resource(values), name + ".@elem");
  if (element == nullptr) return nullptr;
  const auto most = number_at(schema, "maxProperties");
  const SchemaTypePtr key = make({.type = plain_type(Kind::text), .least_size = 2});
  return make({.type = map_of(key->type, element->type),
               .key = key,
               .element = element,
               .most_elements = most ? at_least_zero(*most) : fitting(element->least_size + 6),
               .least_size = 2});
}

SchemaTypePtr object_type(const json::object& schema, const std::string& name) {
  SchemaType result{.least_size = 2};
  Type type{.kind = Kind::object, .name = name, .is_described = true};
  const std::vector<std::string> required = texts_at(schema, {"required"});
  for (const auto& property : object_at(schema, "properties")) {
    if (!property.value().is_object()) continue;
    const json::object& part = property.value().get_object();
    const std::string plain(property.key());
    const auto escaped = escape_name(plain);
    const SchemaTypePtr field =
        schema_type(part, is_resource(part), name + "." + escaped.value_or(plain));
    if (field == nullptr) continue;
    if (escaped) {
      type.fields[*escaped] = field->type;
      result.fields[*escaped] = field;
    }
    // What has a default is filled in only later.
    if (std::ranges::find(required, plain) != required.end() && !find(part, "default")) {
      result.least_size += static_cast<std::int64_t>(plain.size()) + field->least_size + 4;
    }
  }
  result.type = std::make_shared<const Type>(std::move(type));
  return make(std::move(result));
}

bool is_text(const json::object& properties, std::string_view name) {
  const json::object* const part = schema_at(properties, name);
  return part != nullptr && text_at(*part, "type") == "string";
}

bool has_type_and_metadata(const json::object& schema) {
  const json::object& properties = object_at(schema, "properties");
  const json::object* const metadata = schema_at(properties, "metadata");
  if (metadata == nullptr || text_at(*metadata, "type") != "object") return false;
  const json::object& inner = object_at(*metadata, "properties");
  return is_text(properties, "kind") && is_text(properties, "apiVersion") &&
         is_text(inner, "name") && is_text(inner, "generateName");
}

}  // namespace

json::object with_type_and_metadata(const json::object& schema) {
  if (has_type_and_metadata(schema)) return schema;
  json::object result = schema;
  json::object& properties = ensure_object(result, "properties");
  properties["kind"] = properties["apiVersion"] = {{"type", "string"}};
  properties["metadata"] = {
      {"type", "object"},
      {"properties", {{"name", {{"type", "string"}}}, {"generateName", {{"type", "string"}}}}}};
  return result;
}

SchemaTypePtr schema_type(const json::object& schema, bool is_whole, const std::string& name) {
  if (is_int_or_string(schema)) {
    const auto most = number_at(schema, "maxLength");
    return make({.type = plain_type(Kind::dyn),
                 .most_elements = most ? most_bytes(*most) : at_least_zero(largest_request - 2),
                 .least_size = 1});
  }
  if (is_whole && !has_type_and_metadata(schema)) {
    return schema_type(with_type_and_metadata(schema), true, name);
  }
  const std::string_view type = text_at(schema, "type");
  if (type == "array") return list_type(schema, name);
  if (type == "object") {
    const json::object* const values = schema_at(schema, "additionalProperties");
    return values != nullptr ? map_type(schema, *values, name) : object_type(schema, name);
  }
  if (type == "string") return text_type(schema);
  if (type == "boolean") return make({.type = plain_type(Kind::boolean), .least_size = 4});
  if (type == "number") return make({.type = plain_type(Kind::real), .least_size = 1});
  if (type == "integer") return make({.type = plain_type(Kind::integer), .least_size = 1});
  return nullptr;
}

std::optional<std::string> escape_name(std::string_view name) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (name.empty() || is_digit(name.front())) return std::nullopt;
  if (std::ranges::find(reserved, name) != reserved.end()) {
    return "__" + std::string(name) + "__";
  }
  std::string escaped;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (name.substr(i).starts_with("__")) {
      escaped += "__underscores__";
      ++i;
    } else if (c == '.') {
      escaped += "__dot__";
    } else if (c == '-') {
      escaped += "__dash__";
    } else if (c == '/') {
      escaped += "__slash__";
    } else if (is_letter(c) || is_digit(c) || c == '_') {
      escaped += c;
    } else {
      return std::nullopt;
    }
  }
  return escaped;
}

}  // namespace k8s::testing::fake::cel
