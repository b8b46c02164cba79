#pragma once

#include <compare>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/fwd.hpp>

namespace modelgen {

/// What a schema says of a value, before it is decided how C++ holds it.
struct Schema {
  enum class Shape {
    boolean,
    int32,
    int64,
    number,
    string,
    bytes,
    date_time,
    int_or_string,
    any,        // no type: any JSON
    reference,  // to a definition
    array,
    map,
  };

  Shape shape = Shape::any;
  std::string definition{};                 // of reference
  std::shared_ptr<const Schema> element{};  // of array and map
};

/// How the server merges a value: the x-kubernetes- words of its schema, as they stand there.
struct Merging {
  std::string list_type{};  // "atomic", "set", "map" or empty
  std::string map_type{};   // "atomic", "granular" or empty
  std::vector<std::string> map_keys{};
  std::string patch_strategy{};  // "merge", "merge,retainKeys" ...
  std::string patch_key{};
  bool preserve_unknown = false;
  bool embedded_resource = false;
};

struct Property {
  std::string name;
  Schema schema;
  bool required = false;
  std::size_t required_position = 0;  // in the list of those that are
  bool nullable = false;
  std::string description{};
  Merging merging{};
};

/// A group, version and kind, such as apps, v1, Deployment.
struct GroupVersionKind {
  std::string group;
  std::string version;
  std::string kind;

  friend auto operator<=>(const GroupVersionKind&, const GroupVersionKind&) = default;
};

/// "apps/v1 Deployment", "v1 Pod"
std::string to_string(const GroupVersionKind& kind);

struct Definition {
  std::string name;                    // in full
  std::optional<Schema> alias{};       // if it is no struct: what it stands for
  std::vector<Property> properties{};  // by name
  std::vector<GroupVersionKind> kinds{};
  Merging merging{};
  std::string description{};
  std::string place{};  // where it stands, if not among the document's definitions
  /// Why it cannot be expressed; an error only if a model needs it.
  std::string problem{};

  /// Its place in the document, for error messages.
  [[nodiscard]] std::string path() const { return place.empty() ? "definitions." + name : place; }
};

/// What the server offers for a kind, as its paths tell.
struct Served {
  std::string plural{};
  bool namespaced = false;
  std::set<std::string> actions{};       // x-kubernetes-action of the object and its collection
  std::set<std::string> subresources{};  // "status", "scale", "log" ...
};

/// What only discovery and manifests tell of a kind. Lists are comma separated.
struct Resource {
  std::string singular{};
  std::string short_names{};
  std::string categories{};
};

/// Documents about an API, as far as models need them: OpenAPI v2 and v3,
/// CustomResourceDefinitions.
struct Document {
  std::map<std::string, Definition, std::less<>> definitions;
  std::map<GroupVersionKind, Served> served;
  std::map<GroupVersionKind, Resource> resources;  // of custom resources
  std::set<GroupVersionKind> custom;               // the kinds that a CustomResourceDefinition made

  /// Adds an OpenAPI document, v2 or v3, as JSON. What is there already stays: the documents of a
  /// v3 folder share definitions.
  /// \throws SchemaError with the path of what cannot be read
  void add_openapi(std::string_view text);
  /// Adds a parsed manifest: a CustomResourceDefinition of apiextensions.k8s.io/v1, or a List of
  /// such. Whatever else it may be has no schema and is left out.
  /// \returns how many kinds it defined
  /// \throws SchemaError with the path of what cannot be read or expressed
  std::size_t add_manifest(const boost::json::value& manifest);

  /// \throws SchemaError naming the file
  static Document read(const std::filesystem::path& file);
  static Document parse(std::string_view text);
};

}  // namespace modelgen
