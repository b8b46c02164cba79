#include "testing/fake/openapi_protobuf.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

#include "testing/fake/object.hpp"
#include "yaml/emit.hpp"

namespace k8s::testing::fake {
namespace {

/// A message as it stands on the wire.
/// https://protobuf.dev/programming-guides/encoding/
class Message {
 public:
  /// A text, or a message that is whole.
  Message& add(std::uint32_t field, std::string_view bytes) {
    tag(field, 2);
    varint(bytes.size());
    bytes_ += bytes;
    return *this;
  }
  Message& add(std::uint32_t field, const Message& message) { return add(field, message.bytes_); }
  Message& add_integer(std::uint32_t field, std::uint64_t value) {
    tag(field, 0);
    varint(value);
    return *this;
  }
  Message& add_double(std::uint32_t field, double value) {
    tag(field, 1);
    auto bits = std::bit_cast<std::uint64_t>(value);
    for (int i = 0; i < 8; ++i, bits >>= 8U) bytes_ += static_cast<char>(bits & 0xFFU);
    return *this;
  }
  [[nodiscard]] std::string take() && { return std::move(bytes_); }

 private:
  void tag(std::uint32_t field, std::uint32_t wire_type) { varint(field << 3U | wire_type); }
  void varint(std::uint64_t value) {
    for (; value >= 0x80U; value >>= 7U) bytes_ += static_cast<char>((value & 0x7FU) | 0x80U);
    bytes_ += static_cast<char>(value);
  }

  std::string bytes_;
};

/// An entry of what is a map in JSON.
Message named(std::string_view name, const Message& value) {
  return Message().add(1, name).add(2, value);
}

/// What may be anything is written as YAML.
Message any(const json::value& value) {
  return Message().add(2, yaml::emit(value));
}

void add_extension(Message& message, std::uint32_t field, const json::key_value_pair& member) {
  if (member.key().starts_with("x-")) message.add(field, named(member.key(), any(member.value())));
}

Message schema_message(const json::object& schema);

/// The members of a Schema that hold texts and numbers, by what they are on the wire.
struct SchemaField {
  enum class Kind { text, texts, flag, integer, number, any, anys } kind;
  std::uint32_t number;
};

const std::map<std::string_view, SchemaField>& schema_fields() {
  using Kind = SchemaField::Kind;
  static const std::map<std::string_view, SchemaField> fields{
      {"$ref", {Kind::text, 1}},
      {"format", {Kind::text, 2}},
      {"title", {Kind::text, 3}},
      {"description", {Kind::text, 4}},
      {"default", {Kind::any, 5}},
      {"multipleOf", {Kind::number, 6}},
      {"maximum", {Kind::number, 7}},
      {"exclusiveMaximum", {Kind::flag, 8}},
      {"minimum", {Kind::number, 9}},
      {"exclusiveMinimum", {Kind::flag, 10}},
      {"maxLength", {Kind::integer, 11}},
      {"minLength", {Kind::integer, 12}},
      {"pattern", {Kind::text, 13}},
      {"maxItems", {Kind::integer, 14}},
      {"minItems", {Kind::integer, 15}},
      {"uniqueItems", {Kind::flag, 16}},
      {"maxProperties", {Kind::integer, 17}},
      {"minProperties", {Kind::integer, 18}},
      {"required", {Kind::texts, 19}},
      {"enum", {Kind::anys, 20}},
      {"example", {Kind::any, 30}},
  };
  return fields;
}

void add_texts(Message& message, std::uint32_t field, const json::value& texts) {
  if (!texts.is_array()) return;
  for (const json::value& text : texts.get_array()) {
    if (text.is_string()) message.add(field, text.get_string());
  }
}

void add_field(Message& message, const SchemaField& field, const json::value& value) {
  using Kind = SchemaField::Kind;
  switch (field.kind) {
    case Kind::text:
      if (value.is_string()) message.add(field.number, value.get_string());
      break;
    case Kind::texts:
      add_texts(message, field.number, value);
      break;
    case Kind::flag:
      if (value.is_bool() && value.get_bool()) message.add_integer(field.number, 1);
      break;
    case Kind::integer:
      if (value.is_number()) message.add_integer(field.number, value.to_number<std::uint64_t>());
      break;
    case Kind::number:
      if (value.is_number()) message.add_double(field.number, value.to_number<double>());
      break;
    case Kind::any:
      message.add(field.number, any(value));
      break;
    case Kind::anys:
      if (!value.is_array()) break;
      for (const json::value& each : value.get_array()) message.add(field.number, any(each));
      break;
  }
}

Message named_schemas(const json::object& schemas) {
  Message message;
  for (const auto& member : schemas) {
    if (!member.value().is_object()) continue;
    message.add(1, named(member.key(), schema_message(member.value().get_object())));
  }
  return message;
}

/// The members of a Schema that hold schemas, and its type.
void add_schemas(Message& message, std::string_view name, const json::value& value) {
  if (name == "additionalProperties" && value.is_bool()) {
    message.add(21, Message().add_integer(2, value.get_bool() ? 1 : 0));
  } else if (name == "additionalProperties" && value.is_object()) {
    message.add(21, Message().add(1, schema_message(value.get_object())));
  } else if (name == "type" && value.is_string()) {
    message.add(22, Message().add(1, value.get_string()));
  } else if (name == "items" && value.is_object()) {
    message.add(23, Message().add(1, schema_message(value.get_object())));
  } else if (name == "allOf" && value.is_array()) {
    for (const json::value& each : value.get_array()) {
      if (each.is_object()) message.add(24, schema_message(each.get_object()));
    }
  } else if (name == "properties" && value.is_object()) {
    message.add(25, named_schemas(value.get_object()));
  }
}

Message schema_message(const json::object& schema) {
  Message message;
  for (const auto& member : schema) {
    if (const auto field = schema_fields().find(member.key()); field != schema_fields().end()) {
      add_field(message, field->second, member.value());
    } else {
      add_schemas(message, member.key(), member.value());
    }
    add_extension(message, 31, member);
  }
  return message;
}

/// A parameter in the query, inside all that says that it is one.
Message parameter_message(const json::object& parameter) {
  Message query;
  query.add(2, "query").add(4, text_at(parameter, "name")).add(6, text_at(parameter, "type"));
  query.add_integer(20, 1);
  return Message().add(1, Message().add(2, Message().add(3, query)));
}

Message operation_message(const json::object& operation) {
  Message message;
  const json::array& parameters = array_at(operation, "parameters");
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    message.add(8, parameter_message(element_at(parameters, i)));
  }
  Message responses;
  for (const auto& member : object_at(operation, "responses")) {
    Message response;
    response.add(1, text_at(member.value().as_object(), "description"));
    responses.add(1, named(member.key(), Message().add(1, response)));
  }
  message.add(9, responses);
  for (const auto& member : operation) add_extension(message, 13, member);
  return message;
}

Message path_message(const json::object& path) {
  static const std::map<std::string_view, std::uint32_t> methods{
      {"get", 2}, {"put", 3}, {"post", 4}, {"delete", 5}, {"patch", 8}};
  Message message;
  for (const auto& member : path) {
    message.add(methods.at(member.key()), operation_message(member.value().as_object()));
  }
  return message;
}

}  // namespace

std::string openapi_protobuf(const json::object& document) {
  const json::object& info = object_at(document, "info");
  Message paths;
  for (const auto& member : object_at(document, "paths")) {
    paths.add(2, named(member.key(), path_message(member.value().as_object())));
  }
  Message message;
  message.add(1, text_at(document, "swagger"))
      .add(2, Message().add(1, text_at(info, "title")).add(2, text_at(info, "version")))
      .add(8, paths)
      .add(9, named_schemas(object_at(document, "definitions")));
  return std::move(message).take();
}

}  // namespace k8s::testing::fake
