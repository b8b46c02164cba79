#include "testing/fake/openapi_schema.hpp"

#include <algorithm>
#include <sstream>
#include <string>
#include <utility>

#include <k8s/models/meta/v1/object_meta.hpp>

#include "testing/fake/custom_schema.hpp"
#include "testing/fake/object.hpp"

namespace k8s::testing::fake {
namespace {

using k8s::detail::Field;
using k8s::detail::Table;
using k8s::detail::ValueKind;
using k8s::detail::ValueType;

json::object scalar(const char* type, const char* format = nullptr) {
  json::object schema{{"type", type}};
  if (format != nullptr) schema["format"] = format;
  return schema;
}

/// How clients and server merge a field.
void describe_merging(const Field& field, json::object& property, OpenapiVersion version) {
  using namespace k8s::detail;
  const auto has = [&](FieldFlags flag) { return (field.flags & flag) != 0; };
  // Beside `$ref` nothing counts, but to those who read version 2.
  const json::value* const reference = property.if_contains("$ref");
  if (reference != nullptr && version == OpenapiVersion::v3) {
    if (!has(patch_merge) && !has(patch_retain_keys) && !has(atomic)) return;
    json::array all{json::object{{"$ref", *reference}}};
    property = {{"allOf", std::move(all)}};
  }
  if (has(list_set)) property["x-kubernetes-list-type"] = "set";
  if (has(list_map)) {
    property["x-kubernetes-list-type"] = "map";
    json::array keys;
    std::istringstream names{std::string(field.map_keys)};
    for (std::string name; std::getline(names, name, ',');) keys.emplace_back(name);
    property["x-kubernetes-list-map-keys"] = std::move(keys);
  }
  if (has(atomic)) {
    const bool list = property.contains("items");
    property[list ? "x-kubernetes-list-type" : "x-kubernetes-map-type"] = "atomic";
  }
  std::string strategy = has(patch_merge) ? "merge" : "";
  if (has(patch_retain_keys)) strategy += strategy.empty() ? "retainKeys" : ",retainKeys";
  if (!strategy.empty()) property["x-kubernetes-patch-strategy"] = strategy;
  if (!field.patch_key.empty()) property["x-kubernetes-patch-merge-key"] = field.patch_key;
}

// What the server says of the members that every custom resource has.
constexpr const char* api_version_description =
    "APIVersion defines the versioned schema of this representation of an object. Servers should "
    "convert recognized schemas to the latest internal value, and may reject unrecognized values. "
    "More info: "
    "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources";
constexpr const char* kind_description =
    "Kind is a string value representing the REST resource this object represents. Servers may "
    "infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. "
    "More info: "
    "https://git.k8s.io/community/contributors/devel/sig-architecture/"
    "api-conventions.md#types-kinds";
constexpr const char* metadata_description =
    "Standard object's metadata. More info: "
    "https://git.k8s.io/community/contributors/devel/sig-architecture/"
    "api-conventions.md#metadata";

/// Takes out of a schema what version 2 of OpenAPI has no words for.
void forget_v3(json::object& schema) {
  for (const char* const name : {"oneOf", "anyOf", "not", "nullable"}) schema.erase(name);
  for (const char* const name : {"items", "additionalProperties"}) {
    if (json::value* const below = find(schema, name); below != nullptr && below->is_object()) {
      forget_v3(below->get_object());
    }
  }
  if (json::value* const properties = find(schema, "properties");
      properties != nullptr && properties->is_object()) {
    for (auto& property : properties->get_object()) {
      if (property.value().is_object()) forget_v3(property.value().get_object());
    }
  }
}

/// `io.k8s.api.apps.v1.Deployment`; only the last word means something to clients.
std::string name_of_kind(const Resource& resource) {
  std::string group = resource.group.substr(0, resource.group.find('.'));
  if (group.empty()) group = "core";
  return "io.k8s.api." + group + "." + resource.version + "." + resource.kind;
}

}  // namespace

void SchemaCollection::add(const Resource& resource) {
  json::object own;
  std::string name = name_of_kind(resource);
  if (resource.table == nullptr) {
    own = custom_schema(resource);
  } else {
    names_.emplace(resource.table, name);
    own = schema(*resource.table);
    // Which is no member of the tables, since every kind has it.
    json::object properties{{"apiVersion", scalar("string")}, {"kind", scalar("string")}};
    for (const auto& member : own["properties"].get_object()) {
      properties[member.key()] = member.value();
    }
    own["properties"] = std::move(properties);
  }
  own["x-kubernetes-group-version-kind"] = json::array{json::object{
      {"group", resource.group}, {"version", resource.version}, {"kind", resource.kind}}};
  schemas_[name] = std::move(own);
}

json::object SchemaCollection::custom_schema(const Resource& resource) {
  if (resource.schema == nullptr) {
    return {{"type", "object"}, {"x-kubernetes-preserve-unknown-fields", true}};
  }
  json::object own = resource.schema->text();
  if (version_ == OpenapiVersion::v2) forget_v3(own);
  json::object& properties = ensure_object(own, "properties");
  properties["apiVersion"] = {{"type", "string"}, {"description", api_version_description}};
  properties["kind"] = {{"type", "string"}, {"description", kind_description}};
  const meta::v1::ObjectMeta* const metadata = nullptr;
  json::array all{reference(k8s_describe(metadata))};
  properties["metadata"] = {{"allOf", std::move(all)}, {"description", metadata_description}};
  return own;
}

std::string SchemaCollection::name_for(const std::string& wanted) {
  std::string name = wanted;
  const auto taken = [&] {
    return std::ranges::any_of(names_, [&](const auto& entry) { return entry.second == name; });
  };
  for (int number = 2; taken(); ++number) {
    name = wanted;
    name.insert(name.rfind('.'), "." + std::to_string(number));
  }
  return name;
}

json::object SchemaCollection::reference(const std::string& name) const {
  const char* const where =
      version_ == OpenapiVersion::v3 ? "#/components/schemas/" : "#/definitions/";
  return {{"$ref", where + name}};
}

json::object SchemaCollection::named(const char* name, std::array<const char*, 2> types,
                                     const char* format) {
  if (!schemas_.contains(name)) {
    json::object either = scalar("string", format);
    if (version_ == OpenapiVersion::v3) {
      either.erase("type");
      either["oneOf"] = {scalar(types[0]), scalar(types[1])};
    }
    schemas_[name] = std::move(either);
  }
  return reference(name);
}

json::object SchemaCollection::reference(const Table& table) {
  if (const auto known = names_.find(&table); known != names_.end()) {
    return reference(known->second);
  }
  const std::string name = name_for(std::string("io.k8s.api.") + table.name);
  // Before its members, since a struct may hold itself.
  names_.emplace(&table, name);
  json::object made = schema(table);
  schemas_[name] = std::move(made);
  return reference(name);
}

json::object SchemaCollection::schema(const Table& table) {
  json::object properties;
  json::array required;
  for (const Field& field : table.fields) {
    json::object property = schema(*field.type);
    describe_merging(field, property, version_);
    properties[field.name] = std::move(property);
    if ((field.flags & k8s::detail::required) != 0) required.emplace_back(field.name);
  }
  json::object result{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) result["required"] = std::move(required);
  return result;
}

json::object SchemaCollection::schema(const ValueType& type) {
  switch (type.kind) {
    case ValueKind::boolean:
      return scalar("boolean");
    case ValueKind::int32:
      return scalar("integer", "int32");
    case ValueKind::int64:
      return scalar("integer", "int64");
    case ValueKind::number:
      return scalar("number", "double");
    case ValueKind::string:
    case ValueKind::duration:
      return scalar("string");
    case ValueKind::quantity:
      return named("io.k8s.apimachinery.pkg.api.resource.Quantity", {"string", "number"});
    case ValueKind::bytes:
      return scalar("string", "byte");
    case ValueKind::time:
    case ValueKind::micro_time:
      return scalar("string", "date-time");
    case ValueKind::int_or_string:
      return named("io.k8s.apimachinery.pkg.util.intstr.IntOrString", {"integer", "string"},
                   "int-or-string");
    case ValueKind::raw_json:
      return {{"x-kubernetes-preserve-unknown-fields", true}};
    case ValueKind::structure:
      return reference(type.structure());
    case ValueKind::array:
      return {{"type", "array"}, {"items", schema(*type.element)}};
    case ValueKind::map:
      return {{"type", "object"}, {"additionalProperties", schema(*type.element)}};
    case ValueKind::optional:
    case ValueKind::box:
      return schema(*type.element);
  }
  return {};
}

}  // namespace k8s::testing::fake
