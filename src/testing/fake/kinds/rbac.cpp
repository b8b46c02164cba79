// Roles and their bindings. Their names are any segment of a path.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/

#include <string>

#include "testing/fake/kinds/kinds.hpp"

namespace k8s::testing::fake {
namespace {

constexpr const char* rbac_group = "rbac.authorization.k8s.io";

bool has_elements(const json::object& rule, const char* name) {
  return !array_at(rule, name).empty();
}

void validate_rule(const json::object& rule, bool namespaced, const FieldPath& path,
                   FieldErrors& errors) {
  if (!has_elements(rule, "verbs")) {
    errors.required(path.child("verbs"), "verbs must contain at least one value");
  }
  if (has_elements(rule, "nonResourceURLs")) {
    const FieldPath at = path.child("nonResourceURLs");
    if (namespaced) {
      errors.invalid(at, array_at(rule, "nonResourceURLs"),
                     "namespaced rules cannot apply to non-resource URLs");
    }
    if (has_elements(rule, "apiGroups") || has_elements(rule, "resources") ||
        has_elements(rule, "resourceNames")) {
      errors.invalid(at, array_at(rule, "nonResourceURLs"),
                     "rules cannot apply to both regular resources and non-resource URLs");
    }
    return;
  }
  if (!has_elements(rule, "apiGroups")) {
    errors.required(path.child("apiGroups"), "resource rules must supply at least one api group");
  }
  if (!has_elements(rule, "resources")) {
    errors.required(path.child("resources"), "resource rules must supply at least one resource");
  }
}

void validate_rules(const json::object& role, bool namespaced, FieldErrors& errors) {
  const json::array& rules = array_at(role, "rules");
  for (std::size_t i = 0; i < rules.size(); ++i) {
    validate_rule(element_at(rules, i), namespaced, FieldPath("rules").index(i), errors);
  }
}

void validate_role(const json::object& role, FieldErrors& errors) {
  validate_rules(role, true, errors);
}

void validate_cluster_role(const json::object& role, FieldErrors& errors) {
  validate_rules(role, false, errors);
  if (find(role, "aggregationRule") == nullptr) return;
  const FieldPath path = "aggregationRule.clusterRoleSelectors";
  const json::array& selectors = array_at(role, {"aggregationRule", "clusterRoleSelectors"});
  if (selectors.empty()) {
    errors.required(path,
                    "at least one clusterRoleSelector required if aggregationRule is non-nil");
  }
  for (std::size_t i = 0; i < selectors.size(); ++i) {
    if (validate_label_selector(element_at(selectors, i), path.index(i), errors)) continue;
    errors.invalid(path.index(i), json::value(), "invalid label selector.");
  }
}

void set_binding_defaults(json::object& binding) {
  json::object& reference = ensure_object(binding, "roleRef");
  if (text_at(reference, "apiGroup").empty()) reference["apiGroup"] = rbac_group;
  for (json::object* const subject : objects_in(binding, "subjects")) {
    const std::string_view kind = text_at(*subject, "kind");
    if ((kind == "User" || kind == "Group") && text_at(*subject, "apiGroup").empty()) {
      (*subject)["apiGroup"] = rbac_group;
    }
  }
}

void validate_reference(const json::object& binding, bool namespaced, FieldErrors& errors) {
  const FieldPath path = "roleRef";
  const json::object& reference = object_at(binding, "roleRef");
  if (const std::string_view group = text_at(reference, "apiGroup"); group != rbac_group) {
    errors.not_supported(path.child("apiGroup"), group, {rbac_group});
  }
  const std::string_view kind = text_at(reference, "kind");
  if (kind != "ClusterRole" && !(namespaced && kind == "Role")) {
    if (namespaced) {
      errors.not_supported(path.child("kind"), kind, {"Role", "ClusterRole"});
    } else {
      errors.not_supported(path.child("kind"), kind, {"ClusterRole"});
    }
  }
  const std::string_view name = text_at(reference, "name");
  if (name.empty()) {
    errors.required(path.child("name"));
  } else {
    errors.invalid(path.child("name"), name, check_path_segment(name));
  }
}

void validate_subject(const json::object& subject, bool namespaced, const FieldPath& path,
                      FieldErrors& errors) {
  const std::string_view name = text_at(subject, "name");
  const std::string_view kind = text_at(subject, "kind");
  const std::string_view group = text_at(subject, "apiGroup");
  if (name.empty()) errors.required(path.child("name"));
  if (kind == "ServiceAccount") {
    if (!name.empty()) errors.invalid(path.child("name"), name, check_dns_subdomain(name));
    if (!group.empty()) errors.not_supported(path.child("apiGroup"), group, {""});
    if (!namespaced && text_at(subject, "namespace").empty()) {
      errors.required(path.child("namespace"));
    }
  } else if (kind == "User" || kind == "Group") {
    if (group != rbac_group) {
      errors.not_supported(path.child("apiGroup"), group, {rbac_group});
    }
  } else {
    errors.not_supported(path.child("kind"), kind, {"ServiceAccount", "User", "Group"});
  }
}

void validate_any_binding(const json::object& binding, bool namespaced, FieldErrors& errors) {
  validate_reference(binding, namespaced, errors);
  const json::array& subjects = array_at(binding, "subjects");
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    validate_subject(element_at(subjects, i), namespaced, FieldPath("subjects").index(i), errors);
  }
}

void validate_binding(const json::object& binding, FieldErrors& errors) {
  validate_any_binding(binding, true, errors);
}

void validate_cluster_binding(const json::object& binding, FieldErrors& errors) {
  validate_any_binding(binding, false, errors);
}

void validate_binding_update(const json::object& fresh, const json::object& old,
                             FieldErrors& errors) {
  const json::object& reference = object_at(fresh, "roleRef");
  if (same_meaning(find(fresh, "roleRef"), find(old, "roleRef"))) return;
  // The server shows its own form of the struct here.
  errors.invalid("roleRef",
                 json::object{{"APIGroup", text_at(reference, "apiGroup")},
                              {"Kind", text_at(reference, "kind")},
                              {"Name", text_at(reference, "name")}},
                 "cannot change roleRef");
}

}  // namespace

const KindRules role_rules{.check_name = &check_path_segment,
                           .create_on_update = true,
                           .generation = Generation::none,
                           .validate = &validate_role};
const KindRules cluster_role_rules{.check_name = &check_path_segment,
                                   .create_on_update = true,
                                   .generation = Generation::none,
                                   .validate = &validate_cluster_role};
const KindRules role_binding_rules{.check_name = &check_path_segment,
                                   .create_on_update = true,
                                   .generation = Generation::none,
                                   .set_defaults = &set_binding_defaults,
                                   .validate = &validate_binding,
                                   .validate_update = &validate_binding_update};
const KindRules cluster_role_binding_rules{.check_name = &check_path_segment,
                                           .create_on_update = true,
                                           .generation = Generation::none,
                                           .set_defaults = &set_binding_defaults,
                                           .validate = &validate_cluster_binding,
                                           .validate_update = &validate_binding_update};

}  // namespace k8s::testing::fake
