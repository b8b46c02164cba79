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

bool binds(const json::object& binding, const AccessRequest& request) {
  const json::array& subjects = array_at(binding, "subjects");
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    if (is_subject(element_at(subjects, i), binding, request)) return true;
  }
  return false;
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

}  // namespace

bool rbac_allows(const AccessRequest& request, const Storage& storage) {
  const auto allow = [&](const char* bindings, std::string_view namespace_) {
    return std::ranges::any_of(
        storage.list(bindings, storage.revision()), [&](const ObjectPtr& binding) {
          return namespace_of(*binding) == namespace_ && binds(*binding, request) &&
                 role_allows(*binding, request, storage);
        });
  };
  if (allow(cluster_role_bindings, "")) return true;
  return !request.namespace_.empty() && allow(role_bindings, request.namespace_);
}

}  // namespace k8s::testing::fake
