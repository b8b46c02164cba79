#include "document.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/json.hpp>

#include "schema_error.hpp"
#include "text.hpp"

namespace modelgen {
namespace {

namespace json = boost::json;

using Shape = Schema::Shape;

const json::object& object_at(const json::value& value, const std::string& path) {
  if (!value.is_object()) throw SchemaError(path, "must be an object");
  return value.get_object();
}

std::string string_at(const json::value& value, const std::string& path) {
  if (!value.is_string()) throw SchemaError(path, "must be a string");
  return std::string(value.get_string());
}

const json::object* find_object(const json::object& parent, std::string_view name,
                                const std::string& path) {
  const json::value* found = parent.if_contains(name);
  return found == nullptr ? nullptr : &object_at(*found, path + "." + std::string(name));
}

std::string find_string(const json::object& parent, std::string_view name,
                        const std::string& path) {
  const json::value* found = parent.if_contains(name);
  return found == nullptr ? std::string() : string_at(*found, path + "." + std::string(name));
}

bool is_true(const json::object& parent, std::string_view name) {
  const json::value* found = parent.if_contains(name);
  return found != nullptr && found->is_bool() && found->get_bool();
}

std::string reference(const json::object& schema, const std::string& path) {
  const std::string text = find_string(schema, "$ref", path);
  for (const std::string_view prefix : {"#/definitions/", "#/components/schemas/"}) {
    if (text.starts_with(prefix)) return text.substr(prefix.size());
  }
  throw SchemaError(path + ".$ref", "\"" + text + "\" is no definition of this document");
}

/// An OpenAPI v3 document wraps a reference that has a default beside it: allOf: [{$ref: ...}].
const json::object* only_reference(const json::object& schema) {
  const json::value* all = schema.if_contains("allOf");
  if (schema.contains("$ref")) return &schema;
  if (schema.contains("properties") || schema.contains("additionalProperties")) return nullptr;
  if (all == nullptr || !all->is_array() || all->get_array().size() != 1) return nullptr;
  const json::value& one = all->get_array().front();
  return one.is_object() && one.get_object().contains("$ref") ? &one.get_object() : nullptr;
}

/// Whether other definitions say which members an object has besides its own.
bool has_parts_elsewhere(const json::object& schema) {
  return std::ranges::any_of(
      std::to_array<std::string_view>({"allOf", "anyOf", "oneOf"}), [&](std::string_view name) {
        const json::value* const parts = schema.if_contains(name);
        return parts != nullptr && parts->is_array() &&
               std::ranges::any_of(parts->get_array(), [](const json::value& each) {
                 return each.is_object() && each.get_object().contains("$ref");
               });
      });
}

/// "issuerRef" in "CertificateSpec" is a CertificateSpecIssuerRef.
std::string type_name(std::string_view outer, std::string_view member) {
  std::string name(outer);
  bool upper = true;
  for (const char c : member) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && !(c >= '0' && c <= '9')) {
      upper = true;
      continue;
    }
    name += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    upper = false;
  }
  return name;
}

GroupVersionKind read_kind(const json::value& value, const std::string& path) {
  const json::object& kind = object_at(value, path);
  return {.group = find_string(kind, "group", path),
          .version = find_string(kind, "version", path),
          .kind = find_string(kind, "kind", path)};
}

std::vector<std::string> read_strings(const json::object& parent, std::string_view name,
                                      const std::string& path) {
  const json::value* found = parent.if_contains(name);
  if (found == nullptr) return {};
  const std::string place = path + "." + std::string(name);
  if (!found->is_array()) throw SchemaError(place, "must be a list");
  std::vector<std::string> strings;
  for (const json::value& each : found->get_array()) strings.push_back(string_at(each, place));
  return strings;
}

std::string find_word(const json::object& schema, std::string_view name, const std::string& path,
                      std::initializer_list<std::string_view> words) {
  std::string word = find_string(schema, name, path);
  if (!word.empty() && std::ranges::find(words, word) == words.end()) {
    throw SchemaError(path + "." + std::string(name), "\"" + word + "\" is no known type");
  }
  return word;
}

Merging read_merging(const json::value& value, const std::string& path) {
  const json::object& schema = object_at(value, path);
  Merging merging{
      .list_type = find_word(schema, "x-kubernetes-list-type", path, {"atomic", "set", "map"}),
      .map_type = find_word(schema, "x-kubernetes-map-type", path, {"atomic", "granular"}),
      .map_keys = read_strings(schema, "x-kubernetes-list-map-keys", path),
      .patch_strategy = find_string(schema, "x-kubernetes-patch-strategy", path),
      .patch_key = find_string(schema, "x-kubernetes-patch-merge-key", path),
      .preserve_unknown = is_true(schema, "x-kubernetes-preserve-unknown-fields"),
      .embedded_resource = is_true(schema, "x-kubernetes-embedded-resource")};
  if ((merging.list_type == "map") == merging.map_keys.empty()) {
    throw SchemaError(path + ".x-kubernetes-list-map-keys",
                      "a list of type map has keys, and no other has");
  }
  return merging;
}

Schema element_of(Shape shape, Schema element) {
  return {.shape = shape, .element = std::make_shared<const Schema>(std::move(element))};
}

/// Anybody may name a format of their own, which a server then does not check: it narrows no type.
Schema read_integer(const std::string& format) {
  static const std::set<std::string> small{"int8", "uint8", "int16", "uint16", "int32"};
  return {.shape = small.contains(format) ? Shape::int32 : Shape::int64};
}

Schema read_string(const std::string& format) {
  if (format == "byte") return {.shape = Shape::bytes};
  if (format == "date-time") return {.shape = Shape::date_time};
  if (format == "int-or-string") return {.shape = Shape::int_or_string};
  return {.shape = Shape::string};
}

/// Turns schemas into what models need. Objects that stand inside others get definitions of their
/// own.
class SchemaReader {
 public:
  explicit SchemaReader(Document& document) : document_(document) {}

  /// \param name that of the struct, if the schema needs one
  Schema read(const json::value& value, const std::string& path, const std::string& name) {
    const json::object& schema = object_at(value, path);
    if (const json::object* target = only_reference(schema)) {
      return {.shape = Shape::reference, .definition = reference(*target, path)};
    }
    const std::string type = find_string(schema, "type", path);
    const std::string format = find_string(schema, "format", path);
    if (is_true(schema, "x-kubernetes-int-or-string") || format == "int-or-string") {
      return {.shape = Shape::int_or_string};
    }
    // Without a type it may be anything. Composed schemas (allOf, oneOf ...) beside a type say
    // which of its values are valid, and no other type.
    if (type.empty() && !schema.contains("properties")) return {.shape = Shape::any};
    if (type == "boolean") return {.shape = Shape::boolean};
    if (type == "integer") return read_integer(format);
    if (type == "number") return {.shape = Shape::number};
    if (type == "string") return read_string(format);
    if (type == "object" || type.empty()) return read_object(schema, path, name);
    if (type == "array") {
      const json::value* items = schema.if_contains("items");
      if (items == nullptr) throw SchemaError(path, "an array without items");
      return element_of(Shape::array, read(*items, path + ".items", name));
    }
    throw SchemaError(path + ".type", "\"" + type + "\" is no known type");
  }

  void read_properties(const json::object& schema, Definition& definition);

 private:
  Schema read_object(const json::object& schema, const std::string& path, const std::string& name) {
    const json::value* additional = schema.if_contains("additionalProperties");
    const json::object* properties = find_object(schema, "properties", path);
    const bool open = additional != nullptr && !(additional->is_bool() && !additional->get_bool());
    if (properties != nullptr && !properties->empty()) {
      // No C++ type has members and entries, nor members of several definitions.
      return open || has_parts_elsewhere(schema) ? Schema{.shape = Shape::any}
                                                 : define(schema, path, name);
    }
    if (!open) return {.shape = Shape::any};
    if (additional->is_bool()) return element_of(Shape::map, {.shape = Shape::any});
    return element_of(Shape::map, read(*additional, path + ".additionalProperties", name));
  }

  Schema define(const json::object& schema, const std::string& path, const std::string& name) {
    std::string full = name;
    for (int number = 2; document_.definitions.contains(full); ++number) {
      full = name + std::to_string(number);
    }
    Definition definition;
    definition.name = full;
    definition.place = path;
    document_.definitions[full] = definition;  // keeps the name
    read_properties(schema, definition);
    document_.definitions[full] = std::move(definition);
    return {.shape = Shape::reference, .definition = full};
  }

  Document& document_;
};

void SchemaReader::read_properties(const json::object& schema, Definition& definition) {
  const std::string path = definition.path();
  definition.merging = read_merging(schema, path);
  definition.description = find_string(schema, "description", path);
  const json::object* properties = find_object(schema, "properties", path);
  const auto required = read_strings(schema, "required", path);
  if (properties != nullptr) {
    for (const auto& [key, value] : *properties) {
      const std::string name(key);
      const std::string place = path + ".properties." + name;
      const json::object& property = object_at(value, place);
      const auto position = std::ranges::find(required, name);
      definition.properties.push_back(
          {.name = name,
           .schema = read(value, place, type_name(definition.name, name)),
           .required = position != required.end(),
           .required_position = static_cast<std::size_t>(position - required.begin()),
           .nullable = is_true(property, "nullable"),
           .description = find_string(property, "description", place),
           .merging = read_merging(value, place)});
    }
  }
  std::ranges::sort(definition.properties, {}, &Property::name);
}

/// That what is required is there, which only a schema of a custom resource need not say.
void check_required(const json::object& schema, const Definition& definition) {
  for (const std::string& name : read_strings(schema, "required", definition.path())) {
    if (!std::ranges::binary_search(definition.properties, name, {}, &Property::name)) {
      throw SchemaError(definition.path() + ".required", "\"" + name + "\" is no property");
    }
  }
}

void read_kinds(const json::object& schema, Definition& definition) {
  const std::string_view name = "x-kubernetes-group-version-kind";
  const std::string path = definition.path() + "." + std::string(name);
  const json::value* kinds = schema.if_contains(name);
  if (kinds == nullptr) return;
  if (!kinds->is_array()) throw SchemaError(path, "must be a list");
  for (const json::value& each : kinds->get_array()) {
    definition.kinds.push_back(read_kind(each, path));
  }
}

void read_definition(const json::value& value, Document& document, Definition& definition) {
  const std::string path = definition.path();
  const json::object& schema = object_at(value, path);
  read_kinds(schema, definition);
  SchemaReader reader(document);
  const json::value* additional = schema.if_contains("additionalProperties");
  const bool open = additional != nullptr && !(additional->is_bool() && !additional->get_bool());
  const bool structure =
      schema.contains("properties") || find_string(schema, "type", path) == "object";
  if (open || !structure || only_reference(schema) != nullptr || has_parts_elsewhere(schema)) {
    definition.alias = reader.read(value, path, definition.name);
    return;
  }
  reader.read_properties(schema, definition);
  check_required(schema, definition);
}

/// A path such as /apis/apps/v1/namespaces/{namespace}/deployments/{name}/status, taken apart.
struct Path {
  std::string collection;  // "/apis/apps/v1/deployments"
  std::string plural;
  std::string subresource;
  bool namespaced = false;
  bool watch = false;
};

Path take_apart(std::string_view text) {
  Path path;
  auto parts = split(text, '/');
  const std::size_t prefix = parts.size() > 1 && parts[1] == "apis" ? 4 : 3;
  if (parts.size() <= prefix || (parts[1] != "apis" && parts[1] != "api")) return path;
  for (std::size_t i = 0; i < prefix; ++i) path.collection += std::string(parts[i]) + "/";
  parts.erase(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(prefix));
  if (parts.front() == "watch") {
    path.watch = true;
    parts.erase(parts.begin());
  }
  if (parts.size() > 2 && parts[0] == "namespaces" && parts[1] == "{namespace}") {
    path.namespaced = true;
    parts.erase(parts.begin(), parts.begin() + 2);
  }
  if (parts.empty() || parts.front().empty()) return path;
  path.plural = parts.front();
  path.collection += path.plural;
  if (parts.size() > 2) path.subresource = parts[2];
  return path;
}

constexpr auto methods = std::to_array<std::string_view>({"delete", "get", "patch", "post", "put"});

void read_served(const json::object& paths, Document& document) {
  std::map<std::string, GroupVersionKind> owners;  // by collection
  const auto for_each = [&](auto visit) {
    for (const auto& [key, value] : paths) {
      const Path path = take_apart(key);
      if (path.plural.empty() || !value.is_object()) continue;
      for (const std::string_view method : methods) {
        const json::object* operation =
            find_object(value.get_object(), method, "paths." + std::string(key));
        if (operation == nullptr) continue;
        const json::value* kind = operation->if_contains("x-kubernetes-group-version-kind");
        if (kind == nullptr) continue;
        const std::string place = "paths." + std::string(key) + "." + std::string(method);
        visit(path, read_kind(*kind, place), find_string(*operation, "x-kubernetes-action", place));
      }
    }
  };
  for_each([&](const Path& path, const GroupVersionKind& kind, const std::string& action) {
    if (!path.subresource.empty()) return;
    owners[path.collection] = kind;
    Served& served = document.served[kind];
    served.plural = path.plural;
    served.namespaced |= path.namespaced;
    served.actions.insert(path.watch ? "watch" : action);
  });
  for_each([&](const Path& path, const GroupVersionKind&, const std::string&) {
    const auto owner = owners.find(path.collection);
    if (path.subresource.empty() || owner == owners.end()) return;
    document.served[owner->second].subresources.insert(path.subresource);
  });
}

// ---- CustomResourceDefinitions -------------------------------------------------------------

const json::object& need_object(const json::object& parent, std::string_view name,
                                const std::string& path) {
  const json::object* found = find_object(parent, name, path);
  if (found == nullptr) throw SchemaError(path, "has no \"" + std::string(name) + "\"");
  return *found;
}

std::string need_string(const json::object& parent, std::string_view name,
                        const std::string& path) {
  std::string text = find_string(parent, name, path);
  if (text.empty()) throw SchemaError(path, "has no \"" + std::string(name) + "\"");
  return text;
}

/// com.example.stable for stable.example.com, as the API server names definitions.
std::string reversed(std::string_view group) {
  auto parts = split(group, '.');
  std::ranges::reverse(parts);
  std::string result;
  for (const std::string_view each : parts) {
    result += (result.empty() ? "" : ".") + std::string(each);
  }
  return result;
}

/// One version of a kind.
void read_custom_version(const json::object& version, const std::string& path,
                         const GroupVersionKind& kind, Served served, Document& document) {
  const json::object& schema =
      need_object(need_object(version, "schema", path), "openAPIV3Schema", path + ".schema");
  if (const json::object* subresources = find_object(version, "subresources", path)) {
    for (const auto& [name, value] : *subresources) served.subresources.emplace(name);
  }
  Definition definition;
  definition.name = reversed(kind.group) + "." + kind.version + "." + kind.kind;
  definition.place = path + ".schema.openAPIV3Schema";
  definition.kinds = {kind};
  if (document.definitions.contains(definition.name)) {
    throw SchemaError(path, "a second definition of " + to_string(kind));
  }
  document.definitions[definition.name] = definition;  // keeps the name
  SchemaReader(document).read_properties(schema, definition);
  std::erase_if(definition.properties,
                [](const Property& each) { return each.name == "metadata"; });
  definition.properties.push_back(
      {.name = "metadata",
       .schema = {.shape = Shape::reference,
                  .definition = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"},
       .description = {},
       .merging = {}});
  std::ranges::sort(definition.properties, {}, &Property::name);
  document.definitions[definition.name] = std::move(definition);
  document.served[kind] = std::move(served);
  document.custom.insert(kind);
}

/// \returns how many kinds it defines
std::size_t read_custom_resource(const json::object& manifest, Document& document) {
  std::string name;
  if (const json::object* metadata = find_object(manifest, "metadata", "$")) {
    name = find_string(*metadata, "name", "$.metadata");
  }
  const std::string place = "CustomResourceDefinition " + (name.empty() ? "without a name" : name);
  const std::string api = find_string(manifest, "apiVersion", place);
  if (api != "apiextensions.k8s.io/v1") {
    throw SchemaError(place, "its apiVersion is \"" + api +
                                 "\"; only apiextensions.k8s.io/v1 has a schema for each version");
  }
  const json::object& spec = need_object(manifest, "spec", place);
  const std::string path = place + ": spec";
  const json::object& names = need_object(spec, "names", path);
  Served served{
      .plural = need_string(names, "plural", path + ".names"),
      .namespaced = find_string(spec, "scope", path) != "Cluster",
      .actions = {"post", "get", "list", "watch", "put", "patch", "delete", "deletecollection"}};
  const Resource resource{
      .singular = find_string(names, "singular", path + ".names"),
      .short_names = join(read_strings(names, "shortNames", path + ".names"), ","),
      .categories = join(read_strings(names, "categories", path + ".names"), ",")};
  const json::value* versions = spec.if_contains("versions");
  if (versions == nullptr || !versions->is_array()) {
    throw SchemaError(path, "has no \"versions\"");
  }
  std::size_t count = 0;
  for (std::size_t i = 0; i < versions->get_array().size(); ++i) {
    const std::string version_path = path + ".versions[" + std::to_string(i) + "]";
    const json::object& version = object_at(versions->get_array()[i], version_path);
    if (!is_true(version, "served")) continue;
    const GroupVersionKind kind{.group = need_string(spec, "group", path),
                                .version = need_string(version, "name", version_path),
                                .kind = need_string(names, "kind", path + ".names")};
    read_custom_version(version, version_path, kind, served, document);
    document.resources[kind] = resource;
    ++count;
  }
  return count;
}

/// A server takes a member that is null, `properties:` with nothing below it, for one that is not
/// there.
json::value without_nulls(json::value value) {
  if (json::array* const list = value.if_array()) {
    for (json::value& each : *list) each = without_nulls(std::move(each));
  } else if (json::object* const object = value.if_object()) {
    json::object kept(object->storage());
    for (json::key_value_pair& member : *object) {
      if (!member.value().is_null()) {
        kept.emplace(member.key(), without_nulls(std::move(member.value())));
      }
    }
    value = std::move(kept);
  }
  return value;
}

}  // namespace

std::string to_string(const GroupVersionKind& kind) {
  return (kind.group.empty() ? "" : kind.group + "/") + kind.version + " " + kind.kind;
}

Document Document::read(const std::filesystem::path& file) {
  try {
    return parse(read_file(file));
  } catch (const SchemaError& error) {
    throw SchemaError(file.string(), error.what());
  }
}

Document Document::parse(std::string_view text) {
  Document document;
  document.add_openapi(text);
  return document;
}

void Document::add_openapi(std::string_view text) {
  // Schemas of custom resources nest deeper than what a parser takes from strangers by default.
  json::parse_options options;
  options.max_depth = 512;
  json::error_code error;
  const json::value parsed = json::parse(text, error, {}, options);
  if (error) throw SchemaError("$", "this is no JSON: " + error.message());
  const json::object& root = object_at(parsed, "$");
  const json::object* schemas = nullptr;
  if (root.contains("openapi")) {
    if (!find_string(root, "openapi", "$").starts_with("3.")) {
      throw SchemaError("$.openapi", "this is no OpenAPI v3 document");
    }
    const json::object* components = find_object(root, "components", "$");
    if (components != nullptr) schemas = find_object(*components, "schemas", "$.components");
  } else if (find_string(root, "swagger", "$") == "2.0") {
    schemas = find_object(root, "definitions", "$");
  } else {
    throw SchemaError("$.swagger", "this is no OpenAPI document");
  }
  if (schemas != nullptr) {
    for (const auto& [key, value] : *schemas) {
      const std::string name(key);
      if (definitions.contains(name)) continue;
      Definition definition;
      definition.name = name;
      try {
        read_definition(value, *this, definition);
      } catch (const SchemaError& problem) {
        definition.problem = problem.what();
      }
      definitions[name] = std::move(definition);
    }
  }
  if (const json::object* paths = find_object(root, "paths", "$")) read_served(*paths, *this);
}

std::size_t Document::add_manifest(const json::value& manifest) {
  if (!manifest.is_object()) return 0;
  const json::object& object = manifest.get_object();
  const std::string kind = find_string(object, "kind", "$");
  if (kind == "List" || kind == "CustomResourceDefinitionList") {
    std::size_t count = 0;
    if (const json::value* items = object.if_contains("items"); items && items->is_array()) {
      for (const json::value& each : items->get_array()) count += add_manifest(each);
    }
    return count;
  }
  if (kind != "CustomResourceDefinition") return 0;
  return read_custom_resource(without_nulls(manifest).get_object(), *this);
}

}  // namespace modelgen
