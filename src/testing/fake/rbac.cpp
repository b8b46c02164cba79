#include "testing/fake/rbac.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace k8s::testing::fake {
namespace {

constexpr const char* roles = "rbac.authorization.k8s.io/roles";
constexpr const char* cluster_roles = "rbac.authorization.k8s.io/clusterroles";
constexpr const char* role_bindings = "rbac.authorization.k8s.io/rolebindings";
constexpr const char* cluster_role_bindings = "rbac.authorization.k8s.io/clusterrolebindings";

bool has(const std::vector<std::string>& list, std::string_view text) {
  return std::ranges::find(list, text) != list.end();
}

bool has_or_all(const std::vector<std::string>& list, std::string_view text) {
  return has(list, "*") || has(list, text);
}

bool names_resource(const std::vector<std::string>& resources, std::string_view resource) {
  if (has_or_all(resources, resource)) return true;
  const std::size_t slash = resource.find('/');
  return slash != resource.npos && has(resources, "*" + std::string(resource.substr(slash)));
}

bool names_path(const std::vector<std::string>& paths, std::string_view path) {
  return std::ranges::any_of(paths, [&](std::string_view each) {
    if (each == "*" || each == path) return true;
    return each.ends_with('*') && path.starts_with(each.substr(0, each.size() - 1));
  });
}

bool rule_allows(const json::object& rule, const AccessRequest& request) {
  if (!has_or_all(texts_at(rule, {"verbs"}), request.verb)) return false;
  if (request.resource.empty()) {
    return names_path(texts_at(rule, {"nonResourceURLs"}), request.path);
  }
  const std::vector<std::string> names = texts_at(rule, {"resourceNames"});
  return has_or_all(texts_at(rule, {"apiGroups"}), request.api_group) &&
         names_resource(texts_at(rule, {"resources"}), request.resource) &&
         (names.empty() || has(names, request.name));
}

bool is_subject(const json::object& subject, const json::object& binding,
                const AccessRequest& request) {
  const std::string_view kind = text_at(subject, "kind");
  const std::string_view name = text_at(subject, "name");
  if (kind == "User") return name == request.user;
  if (kind == "Group") {
    const bool nobody = request.user == "system:anonymous";
    return has(request.groups, name) ||
           name == (nobody ? "system:unauthenticated" : "system:authenticated");
  }
  if (kind != "ServiceAccount") return false;
  const std::string_view own = text_at(subject, "namespace");
  const std::string account(own.empty() ? namespace_of(binding) : own);
  return request.user == "system:serviceaccount:" + account + ":" + std::string(name);
}

/// Whom of those that a request is from a binding is about; null if nobody.
const json::object* bound_subject(const json::object& binding, const AccessRequest& request) {
  const json::array& subjects = array_at(binding, "subjects");
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const json::object& subject = element_at(subjects, i);
    if (is_subject(subject, binding, request)) return &subject;
  }
  return nullptr;
}

bool role_allows(const json::object& binding, const AccessRequest& request,
                 const Storage& storage) {
  const std::string_view name = text_at(binding, {"roleRef", "name"});
  const bool of_cluster = text_at(binding, {"roleRef", "kind"}) == "ClusterRole";
  const ObjectPtr role = of_cluster ? storage.get(cluster_roles, {"", name})
                                    : storage.get(roles, {namespace_of(binding), name});
  if (role == nullptr) return of_cluster && name == "cluster-admin";
  const json::array& rules = array_at(*role, "rules");
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (rule_allows(element_at(rules, i), request)) return true;
  }
  return false;
}

std::string in_quotes(std::string_view name, std::string_view namespace_) {
  return go_quote(std::string(name) + (namespace_.empty() ? "" : "/" + std::string(namespace_)));
}

std::string reason_of(const json::object& binding, const json::object& subject) {
  const std::string_view namespace_ = namespace_of(binding);
  std::string reason =
      namespace_.empty() ? "RBAC: allowed by ClusterRoleBinding " : "RBAC: allowed by RoleBinding ";
  reason += in_quotes(name_of(binding), namespace_);
  reason.append(" of ").append(text_at(binding, {"roleRef", "kind"})).append(" ");
  reason += go_quote(text_at(binding, {"roleRef", "name"}));
  const std::string_view kind = text_at(subject, "kind");
  const bool is_account = kind == "ServiceAccount";
  const std::string_view own = text_at(subject, "namespace");
  reason.append(" to ").append(kind).append(" ");
  return reason + in_quotes(text_at(subject, "name"), !is_account   ? ""
                                                      : own.empty() ? namespace_
                                                                    : own);
}

}  // namespace

std::optional<std::string> rbac_reason(const AccessRequest& request, const Storage& storage) {
  const auto look = [&](const char* bindings,
                        std::string_view namespace_) -> std::optional<std::string> {
    for (const ObjectPtr& binding : storage.list(bindings, storage.revision())) {
      if (namespace_of(*binding) != namespace_) continue;
      const json::object* const subject = bound_subject(*binding, request);
      if (subject == nullptr || !role_allows(*binding, request, storage)) continue;
      return reason_of(*binding, *subject);
    }
    return std::nullopt;
  };
  if (auto reason = look(cluster_role_bindings, "")) return reason;
  return request.namespace_.empty() ? std::nullopt : look(role_bindings, request.namespace_);
}

}  // namespace k8s::testing::fake
