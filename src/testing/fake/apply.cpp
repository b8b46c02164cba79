// What the server does with a server-side apply.
// https://kubernetes.io/docs/reference/using-api/server-side-apply/

#include "testing/fake/apply.hpp"
#include "testing/fake/kinds/versions.hpp"

#include <algorithm>
#include <utility>

#include "testing/fake/api_version.hpp"
#include "testing/fake/body.hpp"
#include "testing/fake/go_yaml.hpp"
#include "testing/fake/objects.hpp"
#include "testing/fake/ownership.hpp"
#include "testing/fake/refusal.hpp"
#include "testing/fake/schema.hpp"

namespace k8s::testing::fake {
namespace {

constexpr const char* last_applied = "kubectl.kubernetes.io/last-applied-configuration";

/// What the body says of the object, and what stands there twice.
struct Configuration {
  json::object object{};
  std::vector<std::string> complaints{};
};

/// On which line of a text a member of that name stood last.
std::size_t line_of(std::string_view text, std::string_view name) {
  const std::size_t at = text.rfind("\"" + std::string(name) + "\"");
  const std::string_view before = text.substr(0, at == text.npos ? 0 : at);
  return 1 + static_cast<std::size_t>(std::ranges::count(before, '\n'));
}

/// JSON is read as JSON, which may have members twice; all else as YAML.
json::value read_document(std::string_view body, std::vector<std::string>& complaints) {
  try {
    const ParsedJson document = parse_json(body, Duplicates::last_wins);
    for (const std::string& path : document.duplicates) {
      const std::string name = path.substr(path.rfind('.') + 1);
      complaints.push_back("line " + std::to_string(line_of(body, name)) + ": key " +
                           go_quote(name) + " already set in map");
    }
    return document.value;
  } catch (const JsonError&) {
    ParsedYaml document = parse_yaml(body);
    complaints = std::move(document.complaints);
    return std::move(document.value);
  }
}

Configuration read_configuration(std::string_view body) {
  const std::string problem = "error decoding YAML: ";
  try {
    Configuration configuration;
    const json::value value = read_document(body, configuration.complaints);
    if (value.is_object()) configuration.object = sorted(value).get_object();
    if (value.is_object() || value.is_null()) return configuration;
    const char* const kind = value.is_array()    ? "array"
                             : value.is_string() ? "string"
                             : value.is_bool()   ? "bool"
                                                 : "number";
    refuse_bad_request(problem +
                       "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal " +
                       kind + " into Go value of type map[string]interface {}");
  } catch (const YamlError& error) {
    refuse_bad_request(problem + "error converting YAML to JSON: " + error.what());
  }
}

void complain(const std::vector<std::string>& complaints, FieldValidation validation,
              std::vector<std::string>& warnings) {
  if (complaints.empty() || validation == FieldValidation::ignore) return;
  if (validation == FieldValidation::warn) {
    warnings.insert(warnings.end(), complaints.begin(), complaints.end());
    return;
  }
  refuse_bad_request("error strict decoding YAML: error converting YAML to JSON: " +
                     unmarshal_errors(complaints));
}

void check_configuration(const Resource& resource, const json::object& configured,
                         const MergeType& type) {
  const std::string_view api_version = text_at(configured, "apiVersion");
  const std::string_view kind = text_at(configured, "kind");
  const std::string what = kind_text(api_version, kind);
  if (what != kind_text(resource.api_version(), resource.kind)) {
    refuse_bad_request("invalid object type: " + what);
  }
  if (find(configured, {"metadata", "managedFields"}) != nullptr) {
    refuse_bad_request("metadata.managedFields must be nil");
  }
  try {
    check_typed(configured, type);
  } catch (const TypeError& error) {
    refuse_internal("failed to create typed patch object (" +
                    std::string(namespace_of(configured)) + "/" + std::string(name_of(configured)) +
                    "; " + what + "): " + error.what());
  }
}

/// kubectl's own note of what it has applied follows what the server applies for it.
void refresh_last_applied(json::object& object, json::object configured) {
  if (text_at(object, {"metadata", "annotations", last_applied}).empty()) return;
  if (json::value* const annotations = find(metadata_of(configured), "annotations");
      annotations != nullptr && annotations->is_object()) {
    annotations->get_object().erase(last_applied);
    if (annotations->get_object().empty()) metadata_of(configured).erase("annotations");
  }
  ensure_object(metadata_of(object), "annotations")[last_applied] =
      to_text(sorted(configured)) + "\n";
}

json::object read_applied(const Resource& resource, const json::object& applied,
                          const json::object& configured, const ResourceRegistry& resources) {
  try {
    return read_merged(resource, to_text(applied), resources);
  } catch (const Refusal& refusal) {
    const std::string what = kind_text(resource.api_version(), resource.kind);
    refuse_internal("failed to convert new object (" + std::string(namespace_of(configured)) + "/" +
                    std::string(name_of(configured)) + "; " + what +
                    ") to proper version: " + refusal.failure().message);
  }
}

}  // namespace

json::object empty_object(const Resource& resource) {
  if (resource.is_custom()) return {};
  json::object empty = arrange(*resource.table, {});
  // Has to be there, but is nothing at first.
  if (resource.kind == "IPAddress") ensure_object(empty, "spec").erase("parentRef");
  return empty;
}

json::object apply_configuration(const Resource& resource, std::string_view body,
                                 const json::object& live, ManagedFields& managers,
                                 const FieldRules& rules, const Writer& writer,
                                 const WriteOptions& options, std::vector<std::string>& warnings,
                                 const ResourceRegistry& resources) {
  const Configuration configuration = read_configuration(body);
  const json::object& configured = configuration.object;
  check_configuration(resource, configured, *rules.type);
  if (managers.empty() && !live.empty()) {
    Writer before = writer;
    before.name = "before-first-apply";
    managers.update(empty_object(resource), live, rules, before);
  }
  const std::optional<json::object> applied =
      managers.apply(live, configured, rules, writer, options.force);
  json::object object = applied ? read_applied(resource, *applied, configured, resources) : live;
  complain(configuration.complaints, options.field_validation, warnings);
  if (writer.name == "kubectl") refresh_last_applied(object, configured);
  return object;
}

Written Objects::apply(const Target& target, std::string_view body, const WriteOptions& options,
                       std::vector<std::string>& warnings, const ResourceRegistry& resources) {
  const Resource& resource = *target.resource;
  const ObjectPtr existing =
      in_version(storage_.get(resource.collection(), target.key()), resource);
  if (existing == nullptr && !target.subresource.empty()) {
    refuse_not_found(resource.resource_name(), target.name);
  }
  json::object live = existing != nullptr ? *existing : json::object();
  std::optional<ManagedFields> managers =
      ManagedFields::parse(array_at(live, {"metadata", "managedFields"}));
  if (!managers) refuse_internal("failed to decode managed fields");
  json::object object = apply_configuration(resource, body, without_managers(std::move(live)),
                                            *managers, field_rules(resource, target.subresource),
                                            writer(target, options), options, warnings, resources);
  set_managers(object, *managers);
  if (existing == nullptr && !uid_of(object).empty()) {
    refuse_conflict(resource.resource_name(), target.name,
                    "uid mismatch: the provided object specified uid " +
                        std::string(uid_of(object)) + ", and no existing object was found");
  }
  match_namespace(resource, target.namespace_, object);
  check_name(object, target.name);
  if (existing == nullptr) {
    metadata_of(object).erase("resourceVersion");
    complete_new(target, object);
    return create_completed(target, std::move(object), options, warnings);
  }
  return update_noted(target, std::move(object), existing, options, warnings);
}

}  // namespace k8s::testing::fake
