#include "testing/fake/cel/type.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace k8s::testing::fake::cel {
namespace {

struct PlainType {
  Kind kind;
  std::string_view name;          // in messages
  std::string_view runtime_name;  // as a value
};

constexpr std::array<PlainType, 15> plain_types{
    {{Kind::dyn, "dyn", "dyn"},
     {Kind::any, "any", "google.protobuf.Any"},
     {Kind::error, "!error!", "error"},
     {Kind::null, "null", "null_type"},
     {Kind::boolean, "bool", "bool"},
     {Kind::integer, "int", "int"},
     {Kind::natural, "uint", "uint"},
     {Kind::real, "double", "double"},
     {Kind::text, "string", "string"},
     {Kind::bytes, "bytes", "bytes"},
     {Kind::duration, "duration", "google.protobuf.Duration"},
     {Kind::timestamp, "timestamp", "google.protobuf.Timestamp"},
     {Kind::list, "list", "list"},
     {Kind::map, "map", "map"},
     {Kind::type, "type", "type"}}};

const PlainType* plain_named(std::string_view name) {
  const auto* const found = std::ranges::find(plain_types, name, &PlainType::name);
  return found != plain_types.end() ? found : nullptr;
}

const PlainType& plain_of(Kind kind) {
  return *std::ranges::find(plain_types, kind, &PlainType::kind);
}

TypePtr make(Kind kind, std::string_view name, std::vector<TypePtr> parameters) {
  return std::make_shared<const Type>(
      Type{.kind = kind, .name = std::string(name), .parameters = std::move(parameters)});
}

TypePtr make_named(std::string_view name, std::vector<TypePtr> parameters) {
  if (const PlainType* const plain = plain_named(name)) {
    return parameters.empty() ? plain_type(plain->kind)
                              : make(plain->kind, name, std::move(parameters));
  }
  if (name.size() == 1) return parameter(std::string(name));
  // Kubernetes declares some of its own as objects without members.
  if (name.starts_with("kubernetes.")) return make(Kind::object, name, {});
  return make(Kind::opaque, name, std::move(parameters));
}

/// Reads a type from the front of a text and takes it away.
TypePtr take_type(std::string_view& text) {
  const std::size_t size = std::min(text.find_first_of("(),"), text.size());
  const std::string_view name = text.substr(0, size);
  text.remove_prefix(size);
  std::vector<TypePtr> parameters;
  if (text.starts_with('(')) {
    do {
      text.remove_prefix(1);
      if (text.starts_with(' ')) text.remove_prefix(1);
      parameters.push_back(take_type(text));
    } while (text.starts_with(','));
    text.remove_prefix(1);
  }
  return make_named(name, std::move(parameters));
}

}  // namespace

std::string to_text(const Type& type) {
  if (type.parameters.empty()) return type.name;
  std::string text = type.name + "(";
  const char* separator = "";
  for (const TypePtr& each : type.parameters) {
    text += separator + to_text(*each);
    separator = ", ";
  }
  return text + ")";
}

TypePtr parse_type(std::string_view text) {
  return take_type(text);
}

TypePtr plain_type(Kind kind) {
  static const auto all = [] {
    std::map<Kind, TypePtr> types;
    for (const PlainType& plain : plain_types) types[plain.kind] = make(plain.kind, plain.name, {});
    return types;
  }();
  return all.at(kind);
}

TypePtr list_of(TypePtr element) {
  return make(Kind::list, "list", {std::move(element)});
}

TypePtr map_of(TypePtr key, TypePtr value) {
  return make(Kind::map, "map", {std::move(key), std::move(value)});
}

TypePtr optional_of(TypePtr value) {
  return make(Kind::opaque, "optional_type", {std::move(value)});
}

TypePtr type_of(TypePtr type) {
  return make(Kind::type, "type", {std::move(type)});
}

TypePtr parameter(std::string name) {
  return make(Kind::parameter, name, {});
}

TypePtr object_of(std::string name, std::map<std::string, TypePtr, std::less<>> fields) {
  return std::make_shared<const Type>(Type{.kind = Kind::object,
                                           .name = std::move(name),
                                           .fields = std::move(fields),
                                           .is_described = true});
}

TypePtr open_object(std::string name) {
  return std::make_shared<const Type>(
      Type{.kind = Kind::object, .name = std::move(name), .is_described = true, .is_open = true});
}

bool is_dyn(const Type& type) {
  return type.kind == Kind::dyn || type.kind == Kind::any;
}

bool is_optional(const Type& type) {
  return type.kind == Kind::opaque && type.name == "optional_type";
}

TypePtr without_optional(const TypePtr& type) {
  return is_optional(*type) ? type->parameters.front() : type;
}

bool same_type(const Type& a, const Type& b) {
  return a.kind == b.kind && a.name == b.name &&
         std::ranges::equal(a.parameters, b.parameters,
                            [](const TypePtr& x, const TypePtr& y) { return same_type(*x, *y); });
}

std::string_view runtime_name(Kind kind) {
  return plain_of(kind).runtime_name;
}

std::string runtime_text(const Type& type) {
  const bool is_plain =
      type.kind != Kind::object && type.kind != Kind::opaque && type.kind != Kind::parameter;
  std::string text(is_plain ? runtime_name(type.kind) : std::string_view(type.name));
  if (type.parameters.empty()) return text;
  const char* separator = "(";
  for (const TypePtr& each : type.parameters) {
    text += separator + runtime_text(*each);
    separator = ", ";
  }
  return text + ")";
}

}  // namespace k8s::testing::fake::cel
