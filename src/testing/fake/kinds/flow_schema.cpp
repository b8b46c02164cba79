// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/flow-schema-v1/

#include <algorithm>
#include <string>

#include "testing/fake/kinds/flow_control.hpp"
#include "testing/fake/kinds/kinds.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::int64_t usual_precedence = 1'000;
constexpr std::int64_t most_precedence = 10'000;

void set_defaults(json::object& schema) {
  json::object& spec = ensure_object(schema, "spec");
  if (number_at(spec, "matchingPrecedence").value_or(0) == 0) {
    spec["matchingPrecedence"] = usual_precedence;
  }
}

void validate_precedence(const Part& spec, std::string_view name) {
  const std::int64_t precedence = spec.number("matchingPrecedence");
  const FieldPath path = spec.at("matchingPrecedence");
  if (precedence <= 0) spec.errors().invalid(path, precedence, "must be a positive value");
  if (precedence > most_precedence) {
    spec.errors().invalid(path, precedence, "must not be greater than 10000");
  }
  if (precedence == 1 && name != "exempt") {
    spec.errors().invalid(path, precedence,
                          "only the schema named 'exempt' may have matchingPrecedence 1");
  }
}

void validate_account(const Part& account) {
  if (account.require("name") && account.text("name") != "*") {
    account.check("name", &check_dns_subdomain);
  }
  if (account.require("namespace", "must specify namespace for service account")) {
    account.check("namespace", &check_namespace_name);
  }
}

struct SubjectKind {
  const char* kind;
  const char* member;
};

constexpr std::array<SubjectKind, 3> subject_kinds{
    {{"ServiceAccount", "serviceAccount"}, {"User", "user"}, {"Group", "group"}}};

void validate_subject(const Part& subject) {
  const std::string_view kind = subject.text("kind");
  const auto own = std::ranges::find(subject_kinds, kind, &SubjectKind::kind);
  if (own == subject_kinds.end()) {
    return subject.errors().not_supported(subject.at("kind"), kind,
                                          {"Group", "ServiceAccount", "User"});
  }
  const std::string member = own->member;
  if (subject.require_member(
          member, member + " is required when subject kind is '" + std::string(kind) + "'")) {
    if (member == "serviceAccount") {
      validate_account(subject.child(member));
    } else {
      subject.child(member).require("name");
    }
  }
  for (const SubjectKind& other : subject_kinds) {
    if (kind == other.kind) continue;
    subject.forbid(other.member, std::string(other.member) +
                                     " is forbidden when subject kind is not '" + other.kind + "'");
  }
}

bool has_wildcard(const std::vector<std::string>& texts) {
  return std::ranges::find(texts, "*") != texts.end();
}

/// \param one what the list has at least one of, as messages name it; empty for a list that may be
/// empty
/// \param others what `*` excludes
void validate_list(const Part& rule, std::string_view name, std::string_view missing,
                   const std::string& others) {
  const std::vector<std::string> texts = texts_at(rule.object(), {name});
  if (texts.empty()) return rule.errors().required(rule.at(name), missing);
  if (texts.size() > 1 && has_wildcard(texts)) {
    rule.errors().invalid(rule.at(name), array_at(rule.object(), name),
                          "if '*' is present, must not specify other " + others);
  }
}

void validate_verbs(const Part& rule) {
  validate_list(rule, "verbs", "verbs must contain at least one value", "verbs");
  const std::vector<std::string> verbs = texts_at(rule.object(), {"verbs"});
  if (has_wildcard(verbs)) return;
  const bool known = std::ranges::all_of(verbs, [](const std::string& verb) {
    return is_one_of(verb, {"create", "delete", "deletecollection", "get", "list", "patch", "proxy",
                            "update", "watch"});
  });
  if (known) return;
  rule.errors().not_supported(
      rule.at("verbs"), array_at(rule.object(), "verbs"),
      {"create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"});
}

void validate_resource_rule(const Part& rule) {
  validate_verbs(rule);
  validate_list(rule, "apiGroups", "resource rules must supply at least one api group",
                "api groups");
  validate_list(rule, "resources", "resource rules must supply at least one resource", "resources");
  const std::vector<std::string> namespaces = texts_at(rule.object(), {"namespaces"});
  if (namespaces.empty() && !rule.flag("clusterScope")) {
    return rule.errors().required(
        rule.at("namespaces"),
        "resource rules that are not cluster scoped must supply at least one namespace");
  }
  if (has_wildcard(namespaces)) {
    return validate_list(rule, "namespaces", "", "namespaces");
  }
  rule.each_text("namespaces", [&](const std::string& name, const FieldPath& path) {
    for (const std::string& complaint : check_namespace_name(name)) {
      rule.errors().invalid(
          path, name, "each member of this list must be '*' or a DNS-1123 label; " + complaint);
    }
  });
}

std::string path_problem(std::string_view path) {
  if (path.empty()) return "must not be empty";
  if (path == "/") return {};
  if (!path.starts_with('/')) return "must start with slash";
  if (path.find(' ') != path.npos) return "must not contain white-space";
  if (path.find("//") != path.npos) return "must not contain double slash";
  const auto wildcards = std::ranges::count(path, '*');
  if (wildcards > 1 || (wildcards == 1 && !path.ends_with("/*"))) {
    return "wildcard can only do suffix matching";
  }
  return {};
}

void validate_path_rule(const Part& rule) {
  validate_verbs(rule);
  validate_list(rule, "nonResourceURLs", "nonResourceURLs must contain at least one value",
                "non-resource URLs");
  if (has_wildcard(texts_at(rule.object(), {"nonResourceURLs"}))) return;
  rule.each_text("nonResourceURLs", [&](const std::string& text, const FieldPath& path) {
    const std::string problem = path_problem(text);
    if (!problem.empty()) rule.errors().invalid(path, text, problem);
  });
}

void validate_rule(const Part& rule) {
  rule.require("subjects", "subjects must contain at least one value");
  rule.each("subjects", &validate_subject);
  if (rule.count("resourceRules") == 0 && rule.count("nonResourceRules") == 0) {
    rule.errors().required(
        rule.path(), "at least one of resourceRules and nonResourceRules has to be non-empty");
  }
  rule.each("resourceRules", &validate_resource_rule);
  rule.each("nonResourceRules", &validate_path_rule);
}

void validate(const json::object& schema, FieldErrors& errors) {
  const Part spec{object_at(schema, "spec"), "spec", errors};
  validate_precedence(spec, name_of(schema));
  if (spec.has("distinguisherMethod")) {
    const Part method = spec.child("distinguisherMethod");
    if (!is_one_of(method.text("type"), {"ByNamespace", "ByUser"})) {
      errors.not_supported(method.at("type"), json::object{{"Type", method.text("type")}},
                           {"ByNamespace", "ByUser"});
    }
  }
  const Part level = spec.child("priorityLevelConfiguration");
  if (level.require("name", "must reference a priority level")) {
    level.check("name", &check_dns_subdomain);
  }
  spec.each("rules", &validate_rule);
  validate_flow_conditions(schema, {}, errors);
}

}  // namespace

void validate_flow_conditions(const json::object& object, const json::object& /*old*/,
                              FieldErrors& errors) {
  const Part status{object_at(object, "status"), "status", errors};
  std::vector<std::string_view> types;
  status.each("conditions", [&](const Part& condition) {
    const std::string_view type = condition.text("type");
    if (std::ranges::find(types, type) != types.end()) {
      errors.duplicate(condition.at("type"), type);
    }
    types.push_back(type);
    condition.require("type");
  });
}

const KindRules flow_schema_rules{.unconditional_update = false,
                                  .set_defaults = &set_defaults,
                                  .validate = &validate,
                                  .validate_status_update = &validate_flow_conditions};

}  // namespace k8s::testing::fake
