#include "testing/fake/metadata.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <boost/json/value_from.hpp>

#include "ascii.hpp"
#include "testing/fake/resource.hpp"
#include "testing/fake/schema.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::size_t max_annotations = std::size_t{256} * 1024;

void validate_owner(const json::object& owner, const FieldPath& path, FieldErrors& errors) {
  const auto require = [&](const char* name, const char* detail) {
    if (text_at(owner, name).empty()) errors.invalid(path.child(name), "", detail);
  };
  const std::string_view api_version = text_at(owner, "apiVersion");
  const bool has_version = !api_version.empty() && !api_version.ends_with('/') &&
                           std::ranges::count(api_version, '/') <= 1;
  if (!has_version) {
    errors.invalid(path.child("apiVersion"), api_version, "version must not be empty");
  }
  require("kind", "must not be empty");
  require("name", "must not be empty");
  require("uid", "must not be empty");
  if (text_at(owner, "apiVersion") == "v1" && text_at(owner, "kind") == "Event") {
    errors.invalid(path, owner, "/v1, Kind=Event is disallowed from being an owner");
  }
}

void validate_owners(const json::object& metadata, FieldErrors& errors) {
  const FieldPath path = "metadata.ownerReferences";
  const json::array& owners = array_at(metadata, "ownerReferences");
  std::string controller;
  for (std::size_t i = 0; i < owners.size(); ++i) {
    const json::object& owner = element_at(owners, i);
    validate_owner(owner, path, errors);
    if (!flag_at(owner, "controller")) continue;
    const std::string current =
        std::string(text_at(owner, "kind")) + "/" + std::string(text_at(owner, "name"));
    if (controller.empty()) {
      controller = current;
    } else {
      errors.invalid(path, owners,
                     "Only one reference can have Controller set to true. Found \"true\" in "
                     "references for " +
                         controller + " and " + current);
    }
  }
}

void validate_standard_finalizers(const std::vector<std::string>& finalizers, FieldErrors& errors) {
  static constexpr std::string_view standard[] = {"kubernetes", "orphan", "foregroundDeletion"};
  for (std::size_t i = 0; i < finalizers.size(); ++i) {
    const std::string& name = finalizers[i];
    if (name.find('/') != name.npos || std::ranges::find(standard, name) != std::end(standard)) {
      continue;
    }
    errors.invalid(FieldPath("metadata.finalizers").index(i), name,
                   "name is neither a standard finalizer name nor is it fully qualified");
  }
}

void validate_finalizers(const std::vector<std::string>& finalizers, FieldErrors& errors) {
  const FieldPath path = "metadata.finalizers";
  for (const std::string& name : finalizers) errors.invalid(path, name, check_label_key(name));
  const auto has = [&](const char* name) {
    return std::ranges::find(finalizers, name) != finalizers.end();
  };
  if (has("orphan") && has("foregroundDeletion")) {
    errors.invalid(path, json::value_from(finalizers),
                   "finalizer orphan and foregroundDeletion cannot be both set");
  }
}

void validate_no_new_finalizers(const json::object& fresh, const json::object& old,
                                FieldErrors& errors) {
  const std::vector<std::string> before = texts_at(old, {"finalizers"});
  std::set<std::string> added;
  for (std::string& name : texts_at(fresh, {"finalizers"})) {
    if (std::ranges::find(before, name) == before.end()) added.insert(std::move(name));
  }
  if (added.empty()) return;
  std::string list;
  for (const std::string& name : added) list += (list.empty() ? "" : ", ") + go_quote(name);
  errors.forbidden("metadata.finalizers",
                   "no new finalizers can be added if the object is being deleted, found new "
                   "finalizers []string{" +
                       list + "}");
}

}  // namespace

void validate_annotations(const json::object& annotations, const FieldPath& path,
                          FieldErrors& errors) {
  std::size_t size = 0;
  for (const auto& member : annotations) {
    errors.invalid(path, member.key(), check_label_key(lower(member.key())));
    size += member.key().size();
    if (member.value().is_string()) size += member.value().get_string().size();
  }
  if (size > max_annotations) errors.too_long(path, max_annotations);
}

FinalizerRules finalizer_rules(const Resource& resource) {
  static constexpr std::string_view general[] = {
      "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io",
      "coordination.k8s.io",          "node.k8s.io",          "policy"};
  const bool is_general =
      resource.is_custom() || std::ranges::find(general, resource.group) != std::end(general);
  return is_general ? FinalizerRules::general : FinalizerRules::kubernetes;
}

void validate_labels(const json::object& labels, const FieldPath& path, FieldErrors& errors) {
  for (const auto& member : labels) {
    errors.invalid(path, member.key(), check_label_key(member.key()));
    if (!member.value().is_string()) continue;
    const json::string& value = member.value().get_string();
    errors.invalid(path, value, check_label_value(value));
  }
}

void validate_metadata(const json::object& object, bool namespaced, NameCheck check_name,
                       FinalizerRules finalizer_rules, FieldErrors& errors) {
  const FieldPath path = "metadata";
  const json::object& metadata = metadata_of(object);
  if (const std::string_view prefix = text_at(metadata, "generateName"); !prefix.empty()) {
    errors.invalid(path.child("generateName"), prefix, check_name_prefix(check_name, prefix));
  }
  if (const std::string_view name = text_at(metadata, "name"); name.empty()) {
    errors.required(path.child("name"), "name or generateName is required");
  } else {
    errors.invalid(path.child("name"), name, check_name(name));
  }
  const std::string_view namespace_ = text_at(metadata, "namespace");
  if (namespaced && namespace_.empty()) {
    errors.required(path.child("namespace"));
  } else if (namespaced) {
    errors.invalid(path.child("namespace"), namespace_, check_dns_label(namespace_));
  } else if (!namespace_.empty()) {
    errors.forbidden(path.child("namespace"), "not allowed on this type");
  }
  if (const auto generation = number_at(metadata, "generation"); generation.value_or(0) < 0) {
    errors.invalid(path.child("generation"), *generation, "must be greater than or equal to 0");
  }
  validate_labels(object_at(metadata, "labels"), path.child("labels"), errors);
  validate_annotations(object_at(metadata, "annotations"), path.child("annotations"), errors);
  validate_owners(metadata, errors);
  const std::vector<std::string> finalizers = texts_at(metadata, {"finalizers"});
  validate_finalizers(finalizers, errors);
  if (finalizer_rules == FinalizerRules::kubernetes) {
    validate_standard_finalizers(finalizers, errors);
  }
}

void validate_metadata_update(const json::object& fresh_object, const json::object& old_object,
                              FinalizerRules finalizer_rules, FieldErrors& errors) {
  const FieldPath path = "metadata";
  const json::object& fresh = metadata_of(fresh_object);
  const json::object& old = metadata_of(old_object);
  if (is_terminating(old_object)) validate_no_new_finalizers(fresh, old, errors);
  if (number_at(fresh, "generation").value_or(0) < number_at(old, "generation").value_or(0)) {
    errors.invalid(path.child("generation"), number_at(fresh, "generation").value_or(0),
                   "must not be decremented");
  }
  for (const char* const name : {"name", "namespace", "uid", "creationTimestamp",
                                 "deletionTimestamp", "deletionGracePeriodSeconds"}) {
    validate_immutable(fresh, old, name, path.child(name), errors);
  }
  validate_labels(object_at(fresh, "labels"), path.child("labels"), errors);
  validate_annotations(object_at(fresh, "annotations"), path.child("annotations"), errors);
  validate_owners(fresh, errors);
  if (finalizer_rules == FinalizerRules::kubernetes) {
    validate_standard_finalizers(texts_at(fresh, {"finalizers"}), errors);
  }
}

bool validate_label_selector(const json::object& selector, const FieldPath& path,
                             FieldErrors& errors) {
  const std::size_t before = errors.all().size();
  validate_labels(object_at(selector, "matchLabels"), path.child("matchLabels"), errors);
  const json::array& expressions = array_at(selector, "matchExpressions");
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    const FieldPath at = path.child("matchExpressions").index(i);
    const json::object& expression = element_at(expressions, i);
    const std::string_view op = text_at(expression, "operator");
    const std::vector<std::string> values = texts_at(expression, {"values"});
    if (op == "In" || op == "NotIn") {
      if (values.empty()) {
        errors.required(at.child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
      }
    } else if (op == "Exists" || op == "DoesNotExist") {
      if (!values.empty()) {
        errors.forbidden(at.child("values"),
                         "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
      }
    } else {
      errors.invalid(at.child("operator"), op, "not a valid selector operator");
    }
    const std::string_view key = text_at(expression, "key");
    errors.invalid(at.child("key"), key, check_label_key(key));
    for (std::size_t j = 0; j < values.size(); ++j) {
      errors.invalid(at.child("values").index(j), values[j], check_label_value(values[j]));
    }
  }
  return errors.all().size() == before;
}

bool can_select(const json::object& selector) {
  FieldErrors ignored;
  return validate_label_selector(selector, {}, ignored);
}

json::object shown_selector(const json::object& selector) {
  json::object shown;
  if (const json::object& labels = object_at(selector, "matchLabels"); !labels.empty()) {
    shown["matchLabels"] = sorted(labels);
  }
  json::array expressions;
  for (const json::value& each : array_at(selector, "matchExpressions")) {
    const json::object& expression = each.is_object() ? each.get_object() : json::object();
    json::object& written = expressions.emplace_back(json::object()).get_object();
    for (const char* const name : {"key", "operator"}) written[name] = text_at(expression, name);
    if (const json::array& values = array_at(expression, "values"); !values.empty()) {
      written["values"] = values;
    }
  }
  if (!expressions.empty()) shown["matchExpressions"] = std::move(expressions);
  return shown;
}

bool selector_matches(const json::object& selector, const json::object& labels) {
  for (const auto& member : object_at(selector, "matchLabels")) {
    const json::value* const label = find(labels, member.key());
    if (label == nullptr || *label != member.value()) return false;
  }
  const json::array& expressions = array_at(selector, "matchExpressions");
  for (std::size_t i = 0; i < expressions.size(); ++i) {
    const json::object& expression = element_at(expressions, i);
    const std::string_view op = text_at(expression, "operator");
    const std::string_view key = text_at(expression, "key");
    const bool present = find(labels, key) != nullptr;
    const std::vector<std::string> values = texts_at(expression, {"values"});
    const bool among = present && std::ranges::find(values, text_at(labels, key)) != values.end();
    if (op == "In" && !among) return false;
    if (op == "NotIn" && among) return false;
    if (op == "Exists" && !present) return false;
    if (op == "DoesNotExist" && present) return false;
  }
  return true;
}

void validate_immutable(const json::object& fresh, const json::object& old, std::string_view name,
                        const FieldPath& path, FieldErrors& errors) {
  const json::value* const value = fresh.if_contains(name);
  if (same_meaning(value, old.if_contains(name))) return;
  errors.invalid(path, value != nullptr ? *value : json::value(), "field is immutable");
}

}  // namespace k8s::testing::fake
