#include "resources.hpp"

#include <fstream>

#include <boost/json.hpp>

#include "schema_error.hpp"
#include "text.hpp"

namespace modelgen {
namespace {

namespace json = boost::json;

constexpr std::string_view header = "group\tversion\tkind\tsingular\tshort_names\tcategories";

std::string member(const json::object& object, std::string_view name) {
  const json::value* found = object.if_contains(name);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : "";
}

std::string strings(const json::object& object, std::string_view name) {
  std::vector<std::string> parts;
  if (const json::value* found = object.if_contains(name); found != nullptr && found->is_array()) {
    for (const json::value& each : found->get_array()) {
      if (each.is_string()) parts.emplace_back(each.get_string());
    }
  }
  return join(parts, ",");
}

/// The objects of a list; none if there is no such list.
std::vector<const json::object*> objects(const json::object& object, std::string_view name) {
  std::vector<const json::object*> result;
  if (const json::value* found = object.if_contains(name); found != nullptr && found->is_array()) {
    for (const json::value& each : found->get_array()) {
      if (each.is_object()) result.push_back(&each.get_object());
    }
  }
  return result;
}

}  // namespace

Resources Resources::read(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw SchemaError(file.string(), "cannot be read");
  return read(in, file.string());
}

Resources Resources::read(std::istream& text, std::string_view name) {
  Resources resources;
  std::string line;
  for (std::size_t count = 1; std::getline(text, line); ++count) {
    const std::string place = std::string(name) + ":" + std::to_string(count);
    if (count == 1) {
      if (line != header) throw SchemaError(place, "this is no table of resources");
      continue;
    }
    const auto columns = split(line, '\t');
    if (columns.size() != 6) throw SchemaError(place, "a row has six columns");
    resources
        .resources_[{std::string(columns[0]), std::string(columns[1]), std::string(columns[2])}] = {
        .singular = std::string(columns[3]),
        .short_names = std::string(columns[4]),
        .categories = std::string(columns[5])};
  }
  return resources;
}

Resources Resources::discover(const std::vector<std::string>& documents) {
  Resources resources;
  for (const std::string& document : documents) {
    json::error_code error;
    const json::value parsed = json::parse(document, error);
    if (error || !parsed.is_object() ||
        member(parsed.get_object(), "kind") != "APIGroupDiscoveryList") {
      throw SchemaError("$", "this is no aggregated discovery document");
    }
    for (const json::object* group : objects(parsed.get_object(), "items")) {
      const json::value* metadata = group->if_contains("metadata");
      const std::string group_name = metadata != nullptr && metadata->is_object()
                                         ? member(metadata->get_object(), "name")
                                         : std::string();
      for (const json::object* version : objects(*group, "versions")) {
        for (const json::object* resource : objects(*version, "resources")) {
          const json::value* kind = resource->if_contains("responseKind");
          if (kind == nullptr || !kind->is_object()) continue;
          resources.resources_[{group_name, member(*version, "version"),
                                member(kind->get_object(), "kind")}] = {
              .singular = member(*resource, "singularResource"),
              .short_names = strings(*resource, "shortNames"),
              .categories = strings(*resource, "categories")};
        }
      }
    }
  }
  return resources;
}

std::string Resources::text() const {
  std::string text = std::string(header) + "\n";
  for (const auto& [kind, each] : resources_) {
    text += join({kind.group, kind.version, kind.kind, each.singular, each.short_names,
                  each.categories},
                 "\t") +
            "\n";
  }
  return text;
}

Resource Resources::find(const GroupVersionKind& kind) const {
  const auto found = resources_.find(kind);
  return found == resources_.end() ? Resource() : found->second;
}

}  // namespace modelgen
