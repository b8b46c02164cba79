#include "testing/fake/rbac.hpp"

#include <algorithm>
#include <functional>
#include <string_view>

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

/// Which subject of a binding somebody is; null if none.
const json::object* subject_of(const json::object& binding, const AccessRequest& request) {
  const json::array& subjects = array_at(binding, "subjects");
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const json::object& subject = element_at(subjects, i);
    if (is_subject(subject, binding, request)) return &subject;
  }
  return nullptr;
}

/// `User "alice"`
std::string described(const json::object& subject, const json::object& binding) {
  const std::string_view kind = text_at(subject, "kind");
  std::string name(text_at(subject, "name"));
  if (kind == "ServiceAccount") {
    const std::string_view own = text_at(subject, "namespace");
    name += '/';
    name += own.empty() ? namespace_of(binding) : own;
  }
  return std::string(kind) + " " + go_quote(name);
}

/// `RoleBinding "readers/default" of Role "reader" to User "alice"`
std::string described_binding(const json::object& binding, const json::object& subject) {
  const bool of_cluster = namespace_of(binding).empty();
  std::string name(name_of(binding));
  if (!of_cluster) name.append("/").append(namespace_of(binding));
  return (of_cluster ? "ClusterRoleBinding " : "RoleBinding ") + go_quote(name) + " of " +
         std::string(text_at(binding, {"roleRef", "kind"})) + " " +
         go_quote(text_at(binding, {"roleRef", "name"})) + " to " + described(subject, binding);
}

const json::array& all_rights() {
  static const json::array rules{
      {{"verbs", {"*"}}, {"apiGroups", {"*"}}, {"resources", {"*"}}},
      {{"verbs", {"*"}}, {"nonResourceURLs", {"*"}}},
  };
  return rules;
}

/// The rules that are bound to somebody, one by one.
class Rules {
 public:
  /// Ends the walk by returning true.
  using Visit = std::function<bool(const json::object& rule, const json::object& binding,
                                   const json::object& subject)>;

  Rules(const AccessRequest& request, const Storage& storage, Visit visit)
      : request_(request), storage_(storage), visit_(std::move(visit)) {}

  /// Whether a visit has ended it.
  bool walk() {
    if (walk(cluster_role_bindings, "")) return true;
    return !request_.namespace_.empty() && walk(role_bindings, request_.namespace_);
  }

  /// As Go writes several errors.
  [[nodiscard]] std::string problem() const {
    if (missing_.size() == 1) return missing_.front();
    std::string list;
    for (const std::string& each : missing_) list += (list.empty() ? "[" : ", ") + each;
    return list.empty() ? list : list + "]";
  }

 private:
  bool walk(const char* bindings, std::string_view namespace_) {
    return std::ranges::any_of(storage_.list(bindings, storage_.revision()),
                               [&](const ObjectPtr& binding) {
                                 if (namespace_of(*binding) != namespace_) return false;
                                 const json::object* const subject = subject_of(*binding, request_);
                                 return subject != nullptr && walk_role(*binding, *subject);
                               });
  }

  bool walk_role(const json::object& binding, const json::object& subject) {
    const std::string_view name = text_at(binding, {"roleRef", "name"});
    const bool of_cluster = text_at(binding, {"roleRef", "kind"}) == "ClusterRole";
    const ObjectPtr role = of_cluster ? storage_.get(cluster_roles, {"", name})
                                      : storage_.get(roles, {namespace_of(binding), name});
    if (role == nullptr && !(of_cluster && name == "cluster-admin")) {
      missing_.push_back(std::string(of_cluster ? "clusterrole" : "role") +
                         ".rbac.authorization.k8s.io " + go_quote(name) + " not found");
      return false;
    }
    const json::array& rules = role == nullptr ? all_rights() : array_at(*role, "rules");
    for (std::size_t i = 0; i < rules.size(); ++i) {
      if (visit_(element_at(rules, i), binding, subject)) return true;
    }
    return false;
  }

  const AccessRequest& request_;
  const Storage& storage_;
  Visit visit_;
  std::vector<std::string> missing_;
};

}  // namespace

Verdict rbac_decide(const AccessRequest& request, const Storage& storage) {
  Verdict verdict;
  Rules rules(
      request, storage,
      [&](const json::object& rule, const json::object& binding, const json::object& subject) {
        if (!rule_allows(rule, request)) return false;
        verdict = {.allowed = true,
                   .reason = "RBAC: allowed by " + described_binding(binding, subject)};
        return true;
      });
  if (!rules.walk() && !rules.problem().empty()) verdict.reason = "RBAC: " + rules.problem();
  return verdict;
}

BoundRules rbac_rules(const AccessRequest& request, const Storage& storage) {
  BoundRules bound;
  Rules rules(request, storage, [&](const json::object& rule, const auto&, const auto&) {
    bound.rules.push_back(rule);
    return false;
  });
  (void)rules.walk();
  bound.problem = rules.problem();
  return bound;
}

}  // namespace k8s::testing::fake
