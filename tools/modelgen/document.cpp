#include "document.hpp"

#include <algorithm>
#include <array>

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
  constexpr std::string_view prefix = "#/definitions/";
  const std::string text = find_string(schema, "$ref", path);
  if (!text.starts_with(prefix)) {
    throw SchemaError(path + ".$ref", "\"" + text + "\" is not in " + std::string(prefix));
  }
  return text.substr(prefix.size());
}

/// Refuses what would change the meaning of a schema and is not understood.
void refuse_unknown_composition(const json::object& schema, const std::string& path) {
  for (const std::string_view word : {"allOf", "anyOf", "oneOf", "not"}) {
    if (schema.contains(word)) {
      throw SchemaError(path + "." + std::string(word), "composed schemas make no C++ type");
    }
  }
}

Schema read_schema(const json::value& value, const std::string& path);

Schema element_of(Shape shape, const json::value& element, const std::string& path) {
  return {.shape = shape, .element = std::make_shared<const Schema>(read_schema(element, path))};
}

Schema read_integer(const std::string& format, const std::string& path) {
  if (format.empty() || format == "int64") return {.shape = Shape::int64};
  if (format == "int32") return {.shape = Shape::int32};
  throw SchemaError(path + ".format", "\"" + format + "\" is no known integer");
}

Schema read_number(const std::string& format, const std::string& path) {
  if (format.empty() || format == "double" || format == "float") return {.shape = Shape::number};
  throw SchemaError(path + ".format", "\"" + format + "\" is no known number");
}

Schema read_string(const std::string& format) {
  if (format == "byte") return {.shape = Shape::bytes};
  if (format == "date-time") return {.shape = Shape::date_time};
  if (format == "int-or-string") return {.shape = Shape::int_or_string};
  return {.shape = Shape::string};
}

Schema read_object(const json::object& schema, const std::string& path) {
  const json::value* additional = schema.if_contains("additionalProperties");
  const json::object* properties = find_object(schema, "properties", path);
  if (properties != nullptr && !properties->empty()) {
    if (additional != nullptr) {
      throw SchemaError(path, "properties beside additionalProperties make no C++ type");
    }
    throw SchemaError(path + ".properties",
                      "an object without a definition of its own has no name");
  }
  if (additional == nullptr || (additional->is_bool() && !additional->get_bool())) {
    return {.shape = Shape::any};
  }
  if (additional->is_bool()) return element_of(Shape::map, json::object(), path);
  return element_of(Shape::map, *additional, path + ".additionalProperties");
}

Schema read_schema(const json::value& value, const std::string& path) {
  const json::object& schema = object_at(value, path);
  if (schema.contains("$ref")) {
    return {.shape = Shape::reference, .definition = reference(schema, path)};
  }
  refuse_unknown_composition(schema, path);
  if (is_true(schema, "x-kubernetes-int-or-string")) return {.shape = Shape::int_or_string};
  const std::string type = find_string(schema, "type", path);
  const std::string format = find_string(schema, "format", path);
  if (type.empty()) return {.shape = Shape::any};
  if (type == "boolean") return {.shape = Shape::boolean};
  if (type == "integer") return read_integer(format, path);
  if (type == "number") return read_number(format, path);
  if (type == "string") return read_string(format);
  if (type == "object") return read_object(schema, path);
  if (type == "array") {
    const json::value* items = schema.if_contains("items");
    if (items == nullptr) throw SchemaError(path, "an array without items");
    return element_of(Shape::array, *items, path + ".items");
  }
  throw SchemaError(path + ".type", "\"" + type + "\" is no known type");
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

void read_properties(const json::object& schema, Definition& definition) {
  const std::string path = definition.path();
  const json::object* properties = find_object(schema, "properties", path);
  const auto required = read_strings(schema, "required", path);
  if (properties != nullptr) {
    for (const auto& [key, value] : *properties) {
      const std::string name(key);
      definition.properties.push_back(
          {.name = name,
           .schema = read_schema(value, path + ".properties." + name),
           .required = std::ranges::find(required, name) != required.end(),
           .merging = read_merging(value, path + ".properties." + name)});
    }
  }
  std::ranges::sort(definition.properties, {}, &Property::name);
  for (const std::string& name : required) {
    if (!std::ranges::binary_search(definition.properties, name, {}, &Property::name)) {
      throw SchemaError(path + ".required", "\"" + name + "\" is no property");
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

void read_definition(const json::value& value, Definition& definition) {
  const std::string path = definition.path();
  const json::object& schema = object_at(value, path);
  read_kinds(schema, definition);
  definition.merging = read_merging(value, path);
  refuse_unknown_composition(schema, path);
  const std::string type = find_string(schema, "type", path);
  if (type != "object" && !schema.contains("properties")) {
    definition.alias = read_schema(value, path);
    return;
  }
  if (schema.contains("additionalProperties")) {
    if (schema.contains("properties")) {
      throw SchemaError(path, "properties beside additionalProperties make no C++ type");
    }
    definition.alias = read_schema(value, path);
    return;
  }
  read_properties(schema, definition);
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
  // Schemas of custom resources nest deeper than what a parser takes from strangers by default.
  json::parse_options options;
  options.max_depth = 512;
  json::error_code error;
  const json::value parsed = json::parse(text, error, {}, options);
  if (error) throw SchemaError("$", "this is no JSON: " + error.message());
  const json::object& root = object_at(parsed, "$");
  if (find_string(root, "swagger", "$") != "2.0") {
    throw SchemaError("$.swagger", "this is no OpenAPI v2 document");
  }
  Document document;
  if (const json::object* definitions = find_object(root, "definitions", "$")) {
    for (const auto& [name, value] : *definitions) {
      Definition& definition = document.definitions[std::string(name)];
      definition.name = name;
      try {
        read_definition(value, definition);
      } catch (const SchemaError& problem) {
        definition.problem = problem.what();
      }
    }
  }
  if (const json::object* paths = find_object(root, "paths", "$")) read_served(*paths, document);
  return document;
}

}  // namespace modelgen
