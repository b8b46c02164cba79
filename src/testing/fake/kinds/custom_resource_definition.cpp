// https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/custom-resource-definition-v1/

#include <algorithm>
#include <optional>
#include <set>

#include "testing/fake/kinds/kinds.hpp"

namespace k8s::testing::fake {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return result;
}

void set_defaults(json::object& definition) {
  json::object& spec = ensure_object(definition, "spec");
  if (find(spec, "conversion") == nullptr) spec["conversion"] = {{"strategy", "None"}};
  json::object& names = ensure_object(spec, "names");
  const std::string kind(text_at(names, "kind"));
  if (kind.empty()) return;
  if (text_at(names, "singular").empty()) names["singular"] = lower(kind);
  if (text_at(names, "listKind").empty()) names["listKind"] = kind + "List";
}

/// The version that objects are stored in; of several the first one, which is refused later.
std::optional<std::string> stored_version(const json::object& definition) {
  for (const json::value& value : array_at(definition, {"spec", "versions"})) {
    if (value.is_object() && flag_at(value.get_object(), "storage")) {
      return std::string(text_at(value.get_object(), "name"));
    }
  }
  return std::nullopt;
}

void prepare_create(json::object& definition, AddressPool& /*addresses*/, FieldErrors& /*errors*/) {
  json::array stored;
  if (const auto version = stored_version(definition)) stored.emplace_back(*version);
  definition["status"] = {{"conditions", nullptr},
                          {"acceptedNames", {{"plural", ""}, {"kind", ""}}},
                          {"storedVersions", std::move(stored)}};
}

/// A version that becomes the one that is stored has been stored from then on.
void prepare_update(json::object& fresh, const json::object& old, AddressPool& /*addresses*/,
                    FieldErrors& /*errors*/) {
  copy_member(fresh, old, "status");
  json::value& versions = ensure_object(fresh, "status")["storedVersions"];
  if (!versions.is_array()) versions.emplace_array();
  if (const auto version = stored_version(fresh)) {
    json::array& stored = versions.get_array();
    const json::value name(*version);
    if (std::ranges::find(stored, name) == stored.end()) stored.push_back(name);
  }
}

void validate_names(const json::object& names, const FieldPath& path, FieldErrors& errors) {
  const auto check = [&](const char* name, bool in_small_letters) {
    const std::string text(text_at(names, name));
    if (text.empty()) return errors.required(path.child(name));
    errors.invalid(path.child(name), text,
                   check_dns_1035_label(in_small_letters ? text : lower(text)));
  };
  check("plural", true);
  check("singular", true);
  check("kind", false);
  check("listKind", false);
  if (!text_at(names, "kind").empty() && text_at(names, "kind") == text_at(names, "listKind")) {
    errors.invalid(path.child("listKind"), text_at(names, "listKind"),
                   "kind and listKind may not be the same");
  }
}

/// Of a structural schema: every part says its type.
void validate_schema(const json::object& schema, const FieldPath& path, bool is_root,
                     FieldErrors& errors) {
  const std::string_view type = text_at(schema, "type");
  const bool open = flag_at(schema, "x-kubernetes-preserve-unknown-fields") ||
                    flag_at(schema, "x-kubernetes-int-or-string");
  for (const auto& property : object_at(schema, "properties")) {
    if (!property.value().is_object()) continue;
    validate_schema(property.value().get_object(), path.child("properties").key(property.key()),
                    false, errors);
  }
  if (const json::value* const items = find(schema, "items"); items && items->is_object()) {
    validate_schema(items->get_object(), path.child("items"), false, errors);
  }
  if (const json::value* const others = find(schema, "additionalProperties");
      others && others->is_object()) {
    validate_schema(others->get_object(), path.child("additionalProperties"), false, errors);
  }
  if (is_root && type.empty()) {
    errors.required(path.child("type"), "must not be empty at the root");
  } else if (is_root && type != "object") {
    errors.invalid(path.child("type"), type, "must be object at the root");
  } else if (type.empty() && !open) {
    errors.required(path.child("type"), "must not be empty for specified object fields");
  }
}

void validate_versions(const json::object& spec, FieldErrors& errors) {
  const FieldPath path = "spec.versions";
  const json::array& versions = array_at(spec, "versions");
  std::set<std::string> names;
  bool unique = true;
  std::size_t stored = 0;
  for (std::size_t i = 0; i < versions.size(); ++i) {
    const json::object& version = element_at(versions, i);
    const std::string name(text_at(version, "name"));
    errors.invalid(path.index(i).child("name"), name, check_dns_1035_label(name));
    unique = names.insert(name).second && unique;
    if (flag_at(version, "storage")) ++stored;
  }
  if (!unique) errors.invalid(path, versions, "must contain unique version names");
  if (stored != 1) {
    const json::value* const value = find(spec, "versions");
    errors.invalid(path, value != nullptr ? *value : json::value(),
                   "must have exactly one version marked as storage version");
  }
  for (std::size_t i = 0; i < versions.size(); ++i) {
    const json::value* const schema = find(element_at(versions, i), {"schema", "openAPIV3Schema"});
    // A schema that all versions have in common is named as that of the definition.
    const FieldPath at =
        versions.size() == 1 ? FieldPath("spec.validation") : path.index(i).child("schema");
    if (schema == nullptr || !schema->is_object()) {
      errors.required(path.index(i).child("schema").child("openAPIV3Schema"));
    } else {
      validate_schema(schema->get_object(), at.child("openAPIV3Schema"), true, errors);
    }
  }
}

void validate_stored_versions(const json::object& definition, FieldErrors& errors) {
  const FieldPath path = "status.storedVersions";
  const json::array& stored = array_at(definition, {"status", "storedVersions"});
  if (stored.empty()) {
    return errors.invalid(path, json::value(), "must have at least one stored version");
  }
  for (const json::value& value : array_at(definition, {"spec", "versions"})) {
    if (!value.is_object() || !flag_at(value.get_object(), "storage")) continue;
    const std::string name(text_at(value.get_object(), "name"));
    if (std::ranges::find(stored, json::value(name)) != stored.end()) continue;
    errors.invalid(path, stored, "must have the storage version " + name);
  }
}

void validate(const json::object& definition, FieldErrors& errors) {
  const json::object& spec = object_at(definition, "spec");
  const std::string group(text_at(spec, "group"));
  const std::string plural(text_at(spec, {"names", "plural"}));
  const std::string_view name = name_of(definition);
  if (!name.empty() && name != plural + "." + group) {
    errors.invalid("metadata.name", name, "must be spec.names.plural+\".\"+spec.group");
  }
  if (group.empty()) {
    errors.required("spec.group");
  } else {
    errors.invalid("spec.group", group, check_dns_subdomain(group));
    if (group.find('.') == group.npos) {
      errors.invalid("spec.group", group, "should be a domain with at least one dot");
    }
  }
  const std::string_view scope = text_at(spec, "scope");
  if (scope.empty()) {
    errors.required("spec.scope");
  } else if (scope != "Cluster" && scope != "Namespaced") {
    errors.not_supported("spec.scope", scope, {"Cluster", "Namespaced"});
  }
  validate_versions(spec, errors);
  validate_names(object_at(spec, "names"), "spec.names", errors);
  validate_stored_versions(definition, errors);
}

void validate_update(const json::object& fresh, const json::object& old, FieldErrors& errors) {
  const json::object& spec = object_at(fresh, "spec");
  const json::object& old_spec = object_at(old, "spec");
  for (const char* const name : {"group", "scope"}) {
    validate_immutable(spec, old_spec, name, FieldPath("spec").child(name), errors);
  }
  for (const char* const name : {"kind", "plural"}) {
    validate_immutable(object_at(spec, "names"), object_at(old_spec, "names"), name,
                       FieldPath("spec.names").child(name), errors);
  }
  const json::array& versions = array_at(spec, "versions");
  const std::vector<std::string> stored = texts_at(fresh, {"status", "storedVersions"});
  for (std::size_t i = 0; i < stored.size(); ++i) {
    const bool there = std::ranges::any_of(versions, [&](const json::value& version) {
      return version.is_object() && text_at(version.get_object(), "name") == stored[i];
    });
    if (there) continue;
    errors.invalid(FieldPath("status.storedVersions").index(i), stored[i],
                   "missing from spec.versions; " + stored[i] +
                       " was previously a storage version, and must remain in spec.versions until "
                       "a storage migration ensures no data remains persisted in " +
                       stored[i] + " and removes " + stored[i] + " from status.storedVersions");
  }
}

}  // namespace

const KindRules custom_resource_definition_rules{
    .answers_deleted_object = true,
    .deletion_finalizer = "customresourcecleanup.apiextensions.k8s.io",
    .set_defaults = &set_defaults,
    .prepare_create = &prepare_create,
    .prepare_update = &prepare_update,
    .validate = &validate,
    .validate_update = &validate_update};

}  // namespace k8s::testing::fake
