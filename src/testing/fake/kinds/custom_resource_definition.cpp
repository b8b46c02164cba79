// https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/custom-resource-definition-v1/

#include <algorithm>
#include <optional>
#include <set>

#include "ascii.hpp"
#include "testing/fake/approval.hpp"
#include "testing/fake/kinds/definition_conversion.hpp"
#include "testing/fake/kinds/definition_schema.hpp"
#include "testing/fake/kinds/definition_versions.hpp"
#include "testing/fake/kinds/kinds.hpp"

namespace k8s::testing::fake {
namespace {

json::object* webhook_service(json::object& spec) {
  json::object* at = &spec;
  for (const char* const name : {"conversion", "webhook", "clientConfig", "service"}) {
    json::value* const value = find(*at, name);
    if (value == nullptr || !value->is_object()) return nullptr;
    at = &value->get_object();
  }
  return at;
}

void set_defaults(json::object& definition) {
  json::object& spec = ensure_object(definition, "spec");
  if (find(spec, "conversion") == nullptr) spec["conversion"] = {{"strategy", "None"}};
  if (json::object* const service = webhook_service(spec)) set_default(*service, "port", 443);
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
  const auto check = [&](const char* name) {
    const std::string text(text_at(names, name));
    if (text.empty()) return errors.required(path.child(name));
    errors.invalid(path.child(name), text, check_dns_1035_label(text));
  };
  const auto check_kind = [&](const char* name) {
    const std::string text(text_at(names, name));
    if (text.empty()) return errors.required(path.child(name));
    for (const std::string& problem : check_dns_1035_label(lower(text))) {
      errors.invalid(path.child(name), text,
                     "may have mixed case, but should otherwise match: " + problem);
    }
  };
  const auto check_each = [&](const char* name) {
    const std::vector<std::string> texts = texts_at(names, {name});
    for (std::size_t i = 0; i < texts.size(); ++i) {
      errors.invalid(path.child(name).index(i), texts[i], check_dns_1035_label(texts[i]));
    }
  };
  check("plural");
  check("singular");
  check_kind("kind");
  check_kind("listKind");
  check_each("shortNames");
  if (!text_at(names, "kind").empty() && text_at(names, "kind") == text_at(names, "listKind")) {
    errors.invalid(path.child("listKind"), text_at(names, "listKind"),
                   "kind and listKind may not be the same");
  }
  check_each("categories");
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

/// Groups of the Kubernetes community's own are for what it has reviewed.
void validate_approval(const json::object& definition, FieldErrors& errors) {
  const Approval approval = approval_of(definition);
  const FieldPath at = FieldPath("metadata.annotations").key(approval_annotation);
  const std::string words =
      "protected groups must have approval annotation " + go_quote(approval_annotation);
  const std::string link = "see https://github.com/kubernetes/enhancements/pull/1111";
  if (approval.state == Approval::State::missing) {
    errors.required(at, words + ", " + link);
  } else if (approval.state == Approval::State::invalid) {
    errors.invalid(at, approval.text,
                   words + " with either a URL or a reason starting with \"unapproved\", " + link);
  }
}

void validate(const json::object& definition, FieldErrors& errors) {
  const json::object& spec = object_at(definition, "spec");
  const std::string group(text_at(spec, "group"));
  const std::string plural(text_at(spec, {"names", "plural"}));
  const std::string_view name = name_of(definition);
  // Both are fixed from when it is established.
  const bool is_new = array_at(definition, {"status", "conditions"}).empty();
  if (is_new && !name.empty() && name != plural + "." + group) {
    errors.invalid("metadata.name", name, "must be spec.names.plural+\".\"+spec.group");
  }
  if (group.empty()) {
    errors.required("spec.group");
  } else {
    const Complaints problems = check_dns_subdomain(group);
    errors.invalid("spec.group", group, problems);
    if (problems.empty() && group.find('.') == group.npos) {
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
  validate_common_parts(spec, errors);
  validate_conversion(object_at(spec, "conversion"), "spec.conversion", errors);
  validate_stored_versions(definition, errors);
  validate_approval(definition, errors);
  if (flag_at(spec, "preserveUnknownFields")) {
    errors.invalid("spec.preserveUnknownFields", json::value(true),
                   "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in "
                   "spec.versions[*].schema instead");
  }
}

std::set<std::string> unknown_formats_of(const json::object& definition) {
  std::set<std::string> formats;
  for (const json::value& version : array_at(definition, {"spec", "versions"})) {
    if (!version.is_object()) continue;
    formats.merge(unknown_formats(object_at(version.get_object(), {"schema", "openAPIV3Schema"})));
  }
  return formats;
}

void warn(const json::object& definition, std::vector<std::string>& warnings) {
  for (const std::string& format : unknown_formats_of(definition)) {
    warnings.push_back("unrecognized format " + go_quote(format));
  }
}

/// Of formats that the definition has not had before.
void warn_update(const json::object& fresh, const json::object& old,
                 std::vector<std::string>& warnings) {
  const std::set<std::string> before = unknown_formats_of(old);
  for (const std::string& format : unknown_formats_of(fresh)) {
    if (before.contains(format)) continue;
    warnings.push_back("unrecognized format " + go_quote(format));
  }
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
    .validate_update = &validate_update,
    .warn = &warn,
    .warn_update = &warn_update};

}  // namespace k8s::testing::fake
