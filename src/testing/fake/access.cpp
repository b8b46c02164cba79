#include "testing/fake/access.hpp"

#include <algorithm>

#include "ascii.hpp"
#include "testing/fake/discovery.hpp"
#include "testing/fake/encoding.hpp"
#include "testing/fake/refusal.hpp"
#include "testing/fake/reviews.hpp"
#include "testing/fake/tokens.hpp"

namespace k8s::testing::fake {
namespace {

[[noreturn]] void refuse_nameless(const std::vector<std::string>& groups, const std::string& uid) {
  std::string list;
  for (const std::string& group : groups) list += (list.empty() ? "" : ", ") + go_quote(group);
  const std::string shown = groups.empty() ? "(nil)" : "{" + list + "}";
  throw Refusal({.code = 400,
                 .reason = "BadRequest",
                 .message = "requested &user.DefaultInfo{Name:\"\", UID:" + go_quote(uid) +
                            ", Groups:[]string" + shown +
                            ", Extra:map[string][]string(nil)} without impersonating a user name",
                 .by_filter = true});
}

/// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
std::map<std::string, std::vector<std::string>> impersonated_extra(const Headers& headers) {
  static constexpr std::string_view prefix = "impersonate-extra-";
  std::map<std::string, std::vector<std::string>> extra;
  for (const auto& [name, value] : headers) {
    const std::string small = lower(name);
    if (!small.starts_with(prefix)) continue;
    const std::string key = small.substr(prefix.size());
    extra[percent_decode(key, false).value_or(key)].push_back(value);
  }
  return extra;
}

Caller impersonated(const Caller& caller, const Headers& headers) {
  const std::string* const user = headers.find("Impersonate-User");
  const std::vector<std::string> groups = headers.find_all("Impersonate-Group");
  const std::string* const uid = headers.find("Impersonate-Uid");
  if (user == nullptr && groups.empty() && uid == nullptr) return caller;
  if (user == nullptr) refuse_nameless(groups, uid != nullptr ? *uid : std::string());
  if (!caller.may_do_everything()) {
    refuse_forbidden({"", "users"}, *user,
                     "User \"" + caller.user +
                         "\" cannot impersonate resource \"users\" in API "
                         "group \"\" at the cluster scope");
  }
  Caller other{.user = *user,
               .groups = groups.empty() ? groups_of_account(*user) : groups,
               .extra = impersonated_extra(headers)};
  if (uid != nullptr) other.uid = *uid;
  return other;
}

/// What all who have a name may do: ask what there is, and what they may do themselves.
bool is_open_to_users(const Route& route) {
  if (route.resource != nullptr) {
    return is_review(*route.resource) && route.resource->plural.starts_with("selfsubject");
  }
  static constexpr std::string_view open[] = {"/api", "/apis", "/openapi"};
  return route.verb == "get" && std::ranges::any_of(open, [&](std::string_view root) {
           return route.path == root || route.path.starts_with(std::string(root) + "/");
         });
}

/// Whether a list of names has this one, or "*"; an empty list is all.
bool names(const std::vector<std::string>& list, std::string_view name) {
  return list.empty() || std::ranges::any_of(list, [&](const std::string& each) {
           return each == "*" || each == name;
         });
}

/// Whether the rule is about somebody.
bool is_about(const AccessRule& rule, const std::string& user,
              const std::vector<std::string>& groups) {
  const bool him = rule.user.empty() ? rule.group.empty() : rule.user == user;
  return him || (!rule.group.empty() && std::ranges::find(groups, rule.group) != groups.end());
}

bool fits(const AccessRule& rule, const AccessRequest& request) {
  if (!is_about(rule, request.user, request.groups)) return false;
  if (request.resource.empty()) return false;  // rules are about resources
  return names(rule.verbs, request.verb) && names(rule.resources, request.resource) &&
         names(rule.namespaces, request.namespace_) && names(rule.names, request.name);
}

/// A Namespace is asked for in itself: who may get namespaces in `a` may get that one.
const std::string& asked_namespace(const Route& route) {
  const bool is_namespace = route.resource->group.empty() && route.resource->plural == "namespaces";
  return is_namespace ? route.name : route.namespace_;
}

}  // namespace

Caller authenticate(const detail::ServerRequest& request, const Tokens& tokens,
                    std::chrono::sys_seconds now) {
  Caller caller;
  static constexpr std::string_view bearer = "Bearer ";
  const std::string* const header = request.headers.find("Authorization");
  if (request.client_refused) refuse_unauthorized();
  if (request.client) {
    caller = {.user = request.client->common_name,
              .groups = request.client->organizations,
              .extra = {{credential_id, {"X509SHA256=" + request.client->digest}}}};
  } else if (header != nullptr && header->starts_with(bearer)) {
    std::optional<TokenOwner> owner = tokens.owner_of(header->substr(bearer.size()), now);
    if (!owner) refuse_unauthorized();
    caller = std::move(owner->caller);
  }
  return impersonated(caller, request.headers);
}

void Access::allow(AccessRule rule) {
  const std::scoped_lock lock(mutex_);
  rules_.push_back(std::move(rule));
}

void Access::set_authorizer(FakeCluster::Authorizer authorizer) {
  const std::scoped_lock lock(mutex_);
  authorizer_ = std::move(authorizer);
}

void Access::clear() {
  const std::scoped_lock lock(mutex_);
  rules_.clear();
  authorizer_ = nullptr;
}

std::vector<AccessRule> Access::rules_of(const Caller& caller) const {
  const std::scoped_lock lock(mutex_);
  std::vector<AccessRule> rules = rules_;
  std::erase_if(
      rules, [&](const AccessRule& rule) { return !is_about(rule, caller.user, caller.groups); });
  return rules;
}

bool Access::has_rules_alone() const {
  const std::scoped_lock lock(mutex_);
  return !authorizer_;
}

std::optional<bool> Access::decide(const Caller& caller, const Route& route) const {
  if (caller.may_do_everything()) return true;
  if (route.resource == nullptr && is_public(route.path)) return true;
  if (caller.user != Caller().user && is_open_to_users(route)) return true;
  const AccessRequest request = access_request(caller, route);
  FakeCluster::Authorizer authorizer;
  std::vector<AccessRule> rules;
  {
    const std::scoped_lock lock(mutex_);
    authorizer = authorizer_;
    rules = rules_;
  }
  if (authorizer) {
    if (const std::optional<bool> verdict = authorizer(request)) return verdict;
  }
  const auto fitting = [&](const AccessRule& rule) { return fits(rule, request); };
  return std::ranges::any_of(rules, fitting) ? std::optional(true) : std::nullopt;
}

AccessRequest access_request(const Caller& caller, const Route& route) {
  AccessRequest request{.user = caller.user, .groups = caller.groups, .verb = route.verb};
  if (route.resource == nullptr) {
    request.path = route.path;
    return request;
  }
  request.api_group = route.resource->group;
  request.resource = route.resource->plural;
  if (!route.subresource.empty()) request.resource += "/" + route.subresource;
  request.namespace_ = asked_namespace(route);
  request.name = route.name;
  return request;
}

namespace {

[[noreturn]] void refuse_request(const Caller& caller, const Route& route) {
  const std::string user = "User \"" + caller.user + "\" cannot " + route.verb;
  if (route.resource == nullptr) {
    refuse_forbidden({}, "", user + " path \"" + route.path + "\"");
  }
  const Resource& resource = *route.resource;
  const std::string sub = route.subresource.empty() ? "" : "/" + route.subresource;
  const std::string& in = asked_namespace(route);
  const std::string where = in.empty() ? "at the cluster scope" : "in the namespace \"" + in + "\"";
  refuse_forbidden(resource.resource_name(), route.name,
                   user + " resource \"" + resource.plural + sub + "\" in API group \"" +
                       resource.group + "\" " + where);
}

}  // namespace

void refuse_access(const Caller& caller, const Route& route, const std::string& reason) {
  try {
    refuse_request(caller, route);
  } catch (const Refusal& refusal) {
    Failure failure = refusal.failure();
    failure.by_filter = true;
    if (!reason.empty()) failure.message += ": " + reason;
    throw Refusal(std::move(failure));
  }
}

}  // namespace k8s::testing::fake
