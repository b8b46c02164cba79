#include "testing/fake/access.hpp"

#include <algorithm>

#include "testing/fake/discovery.hpp"
#include "testing/fake/refusal.hpp"
#include "testing/fake/reviews.hpp"
#include "testing/fake/tokens.hpp"

namespace k8s::testing::fake {
namespace {

Caller impersonated(const Caller& caller, const Headers& headers) {
  const std::string* const user = headers.find("Impersonate-User");
  if (user == nullptr) return caller;
  if (!caller.may_do_everything()) {
    refuse_forbidden({"", "users"}, *user,
                     "User \"" + caller.user +
                         "\" cannot impersonate resource \"users\" in API "
                         "group \"\" at the cluster scope");
  }
  Caller other{.user = *user};
  if (const std::string* const group = headers.find("Impersonate-Group")) {
    other.groups.push_back(*group);
  }
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

}  // namespace

bool Caller::may_do_everything() const {
  return std::ranges::find(groups, masters) != groups.end();
}

Caller authenticate(const detail::ServerRequest& request, const Tokens& tokens,
                    std::chrono::sys_seconds now) {
  Caller caller;
  static constexpr std::string_view bearer = "Bearer ";
  const std::string* const header = request.headers.find("Authorization");
  if (request.client_refused) refuse_unauthorized();
  if (request.client) {
    caller = {request.client->common_name, request.client->organizations};
  } else if (header != nullptr && header->starts_with(bearer)) {
    std::optional<Caller> owner = tokens.owner_of(header->substr(bearer.size()), now);
    if (!owner) refuse_unauthorized();
    caller = *std::move(owner);
  }
  return impersonated(caller, request.headers);
}

void authorize(const Caller& caller, const Route& route) {
  if (caller.may_do_everything()) return;
  if (caller.user != Caller().user && is_open_to_users(route)) return;
  const std::string user = "User \"" + caller.user + "\" cannot " + route.verb;
  if (route.resource == nullptr) {
    if (is_public(route.path)) return;
    refuse_forbidden({}, "", user + " path \"" + route.path + "\"");
  }
  const Resource& resource = *route.resource;
  const std::string sub = route.subresource.empty() ? "" : "/" + route.subresource;
  const std::string where = route.namespace_.empty()
                                ? "at the cluster scope"
                                : "in the namespace \"" + route.namespace_ + "\"";
  refuse_forbidden(resource.resource_name(), route.name,
                   user + " resource \"" + resource.plural + sub + "\" in API group \"" +
                       resource.group + "\" " + where);
}

}  // namespace k8s::testing::fake
