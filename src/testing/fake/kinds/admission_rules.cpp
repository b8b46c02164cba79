#include "testing/fake/kinds/admission_rules.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "ascii.hpp"

namespace k8s::testing::fake {
namespace {

void validate_alone(const Part& rule, std::string_view name, const char* others) {
  const std::vector<std::string> texts = texts_at(rule.object(), {name});
  if (texts.size() < 2 || std::ranges::find(texts, "*") == texts.end()) return;
  rule.errors().invalid(rule.at(name), array_at(rule.object(), name),
                        std::string("if '*' is present, must not specify other ") + others);
}

void validate_resources(const Part& rule) {
  FieldErrors& errors = rule.errors();
  rule.require("resources");
  std::set<std::string, std::less<>> with_all_subresources;
  std::set<std::string, std::less<>> subresources_of_all;
  bool everything = false;
  bool all = false;
  bool plain = false;
  rule.each_text("resources", [&](const std::string& text, const FieldPath& path) {
    if (text.empty()) return errors.required(path);
    everything = everything || text == "*/*";
    all = all || text == "*";
    const std::size_t slash = text.find('/');
    if (slash == text.npos) {
      plain = text != "*";
      return;
    }
    const std::string resource = text.substr(0, slash);
    const std::string subresource = text.substr(slash + 1);
    if (with_all_subresources.contains(resource)) {
      errors.invalid(path, text, "if '" + resource + "/*' is present, must not specify " + text);
    }
    if (subresources_of_all.contains(subresource)) {
      errors.invalid(path, text, "if '*/" + subresource + "' is present, must not specify " + text);
    }
    if (subresource == "*") with_all_subresources.insert(resource);
    if (resource == "*") subresources_of_all.insert(subresource);
  });
  const json::array& resources = array_at(rule.object(), "resources");
  if (resources.size() > 1 && everything) {
    errors.invalid(rule.at("resources"), resources,
                   "if '*/*' is present, must not specify other resources");
  }
  if (all && plain) {
    errors.invalid(rule.at("resources"), resources,
                   "if '*' is present, must not specify other resources without subresources");
  }
}

void validate_named_rule(const Part& rule) {
  std::set<std::string> names;
  rule.each_text("resourceNames", [&](const std::string& name, const FieldPath& path) {
    rule.errors().invalid(path, name, check_path_segment(name));
    if (!names.insert(name).second) rule.errors().duplicate(path, name);
  });
  validate_resource_rule(rule);
}

}  // namespace

void default_resource_rules(json::object& holder, std::string_view name) {
  for (json::object* const rule : objects_in(holder, name)) set_default(*rule, "scope", "*");
}

void default_match_resources(json::object& spec, std::string_view name) {
  json::value* const value = find(spec, name);
  if (value == nullptr || !value->is_object()) return;
  json::object& match = value->get_object();
  set_default(match, "matchPolicy", "Equivalent");
  ensure_object(match, "namespaceSelector");
  ensure_object(match, "objectSelector");
  default_resource_rules(match, "resourceRules");
  default_resource_rules(match, "excludeResourceRules");
}

void validate_resource_rule(const Part& rule) {
  FieldErrors& errors = rule.errors();
  rule.require("operations");
  validate_alone(rule, "operations", "operations");
  rule.each_text("operations", [&](const std::string& operation, const FieldPath& path) {
    if (is_one_of(operation, {"*", "CONNECT", "CREATE", "DELETE", "UPDATE"})) return;
    errors.not_supported(path, operation, {"*", "CONNECT", "CREATE", "DELETE", "UPDATE"});
  });
  rule.require("apiGroups");
  validate_alone(rule, "apiGroups", "API groups");
  rule.require("apiVersions");
  validate_alone(rule, "apiVersions", "API versions");
  rule.each_text("apiVersions", [&](const std::string& version, const FieldPath& path) {
    if (version.empty()) errors.required(path);
  });
  validate_resources(rule);
  rule.choose("scope", {"*", "Cluster", "Namespaced"});
}

void validate_match_resources(const Part& match) {
  match.choose("matchPolicy", {"Equivalent", "Exact"});
  for (const char* const name : {"namespaceSelector", "objectSelector"}) {
    (void)validate_label_selector(object_at(match.object(), name), match.at(name), match.errors());
  }
  match.each("resourceRules", &validate_named_rule);
  match.each("excludeResourceRules", &validate_named_rule);
}

void validate_param_ref(const Part& reference) {
  constexpr const char* exclusive = "name and selector are mutually exclusive";
  const bool has_name = !reference.text("name").empty();
  const bool has_selector = reference.has("selector");
  FieldErrors& errors = reference.errors();
  reference.check("name", &check_path_segment);
  if (has_name && has_selector) errors.forbidden(reference.at("name"), exclusive);
  if (has_selector) {
    (void)validate_label_selector(object_at(reference.object(), "selector"),
                                  reference.at("selector"), errors);
    if (has_name) errors.forbidden(reference.at("selector"), exclusive);
  }
  if (!has_name && !has_selector) {
    errors.required(reference.path(), "one of name or selector must be specified");
  }
  reference.require_choice("parameterNotFoundAction", {"Deny", "Allow"});
}

void validate_param_kind(const Part& kind) {
  FieldErrors& errors = kind.errors();
  const std::string_view text = kind.text("apiVersion");
  if (kind.require("apiVersion")) {
    const std::size_t slash = text.find('/');
    const std::string_view group = slash == text.npos ? "" : text.substr(0, slash);
    const std::string_view version = slash == text.npos ? text : text.substr(slash + 1);
    if (std::ranges::count(text, '/') > 1) {
      errors.invalid(kind.at("apiVersion"), text,
                     "unexpected GroupVersion string: " + std::string(text));
    } else {
      if (const Complaints found = check_dns_subdomain(group); !group.empty() && !found.empty()) {
        errors.invalid(kind.at("apiVersion"), group, joined(found, ","));
      }
      if (version.empty()) {
        errors.invalid(kind.at("apiVersion"), text, "version must be specified");
      } else if (const Complaints found = check_dns_1035_label(version); !found.empty()) {
        errors.invalid(kind.at("apiVersion"), version, joined(found, ","));
      }
    }
  }
  if (!kind.require("kind")) return;
  if (const Complaints found = check_dns_1035_label(lower(kind.text("kind"))); !found.empty()) {
    errors.invalid(kind.at("kind"), kind.text("kind"),
                   "may have mixed case, but should otherwise match: " + joined(found, ","));
  }
}

void validate_mutating_operations(const Part& match) {
  match.each("resourceRules", [&](const Part& rule) {
    for (const std::string& operation : texts_at(rule.object(), {"operations"})) {
      if (is_one_of(operation, {"*", "CREATE", "UPDATE"})) continue;
      match.errors().not_supported(match.at("resourceRules").child("operations"), operation,
                                   {"*", "CREATE", "UPDATE"});
    }
  });
}

}  // namespace k8s::testing::fake
