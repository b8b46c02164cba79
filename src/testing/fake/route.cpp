#include "testing/fake/route.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "ascii.hpp"
#include "testing/fake/encoding.hpp"
#include "testing/fake/names.hpp"
#include "testing/fake/refusal.hpp"
#include "testing/fake/subresource.hpp"

namespace k8s::testing::fake {
namespace {

using Segments = std::vector<std::string>;

Segments split(std::string_view path) {
  Segments segments;
  if (path.starts_with('/')) path.remove_prefix(1);
  // A path that ends with slashes is that of the collection.
  while (path.ends_with('/')) path.remove_suffix(1);
  for (;;) {
    const std::size_t slash = path.find('/');
    segments.emplace_back(path.substr(0, slash));
    if (slash == path.npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

/// Where a resource stands in the path: what is left after the group and version.
struct Place {
  std::string group{};
  std::string version{};
  bool watch = false;
  Segments rest{};
};

/// Nothing if the path is not below a group and version.
std::optional<Place> find_place(Segments segments) {
  const auto take = [&segments] {
    std::string first = std::move(segments.front());
    segments.erase(segments.begin());
    return first;
  };
  Place place;
  const std::string prefix = take();
  if (prefix == "apis" && segments.size() >= 3) {
    place.group = take();
  } else if (prefix != "api" || segments.size() < 2) {
    return std::nullopt;
  }
  place.version = take();
  if (segments.front() == "watch" && segments.size() > 1) {
    place.watch = true;
    take();
  }
  place.rest = std::move(segments);
  return place;
}

const Resource& find_resource(const Place& place, const std::string& plural,
                              const ResourceRegistry& resources) {
  const Resource* const resource = resources.find(place.group, place.version, plural);
  if (resource == nullptr) refuse_unknown_resource();
  return *resource;
}

/// The kind that a place names: that of the collection in a namespace, or the first.
std::string_view plural_of(const Place& place) {
  const Segments& rest = place.rest;
  const bool in_namespace = rest.front() == "namespaces" && rest.size() > 2;
  return in_namespace ? rest[2] : rest.front();
}

/// Whether the server has no handler there at all: of Kubernetes' own groups it has one for every
/// path, of others one for each kind in its scope.
bool is_unknown(const Place& place, std::string_view method, const ResourceRegistry& resources) {
  if (resources.has_builtin_group(place.group)) return false;
  const Resource* const resource = resources.find(place.group, place.version, plural_of(place));
  if (resource == nullptr) return true;
  const bool in_namespace = place.rest.front() == "namespaces" && place.rest.size() > 2;
  if (!resource->is_custom() || resource->namespaced == in_namespace) return false;
  // Lists alone are of all namespaces.
  return in_namespace || place.rest.size() > 1 || method != "GET";
}

std::optional<Subresource> find_subresource(const Resource& resource, std::string_view name) {
  for (Subresource& subresource : subresources_of(resource)) {
    if (subresource.name == name) return std::move(subresource);
  }
  return std::nullopt;
}

/// Fills in the resource, the namespace, the name and the subresource.
void read_resource(const Place& place, const ResourceRegistry& resources, Route& route) {
  Segments rest = place.rest;
  bool in_namespace = false;
  if (rest.front() == "namespaces" && rest.size() > 2 && rest[2] != "status" &&
      rest[2] != "finalize") {
    in_namespace = true;
    route.namespace_ = rest[1];
    rest.erase(rest.begin(), rest.begin() + 2);
  }
  const Resource& resource = find_resource(place, rest.front(), resources);
  // What stands behind a proxy is the path on the other server.
  const bool is_proxied = rest.size() > 3 && rest[2] == "proxy";
  if (is_proxied && find_subresource(resource, "proxy")) rest.resize(3);
  if (rest.size() > 3 || (in_namespace && !resource.namespaced)) refuse_unknown_resource();
  if (resource.namespaced && !in_namespace && rest.size() > 1) refuse_unknown_resource();
  if (std::ranges::any_of(rest, &std::string::empty)) refuse_unknown_resource();
  if (rest.size() > 1) route.name = rest[1];
  if (rest.size() > 2) {
    route.subresource = rest[2];
    if (!find_subresource(resource, route.subresource)) {
      if (resource.is_custom()) refuse_not_found(resource.resource_name(), route.name);
      refuse_unknown_resource();
    }
  }
  route.resource = &resource;
}

/// Whether there are objects of the kind to ask for by name: reviews are only created.
bool has_objects(const Resource& resource) {
  return std::ranges::any_of(
      std::initializer_list<k8s::detail::Verbs>{k8s::detail::verb_get, k8s::detail::verb_update,
                                                k8s::detail::verb_patch, k8s::detail::verb_delete},
      [&](k8s::detail::Verbs verb) { return resource.has(verb); });
}

/// What a method means for one object; empty if nothing.
std::string object_verb(std::string_view method) {
  if (method == "GET") return "get";
  if (method == "POST") return "create";
  if (method == "PUT") return "update";
  if (method == "PATCH") return "patch";
  if (method == "DELETE") return "delete";
  return {};
}

/// The same behind a proxy, which takes any method.
std::string proxy_verb(std::string_view method) {
  return method == "HEAD" || method == "OPTIONS" ? "get" : object_verb(method);
}

/// What is asked for though the server does not offer it; empty for methods that mean nothing.
std::string asked_verb(std::string_view method, const Route& route) {
  const std::string verb = object_verb(method == "HEAD" ? "GET" : method);
  if (!route.name.empty()) return verb;
  if (verb == "get") return "list";
  return verb == "delete" ? "deletecollection" : verb;
}

/// As the server refuses a method on a part of a custom object.
[[noreturn]] void refuse_verb(const Resource& resource, const std::string& verb) {
  const GroupName name = resource.resource_name();
  throw Refusal(
      {.code = 405,
       .reason = "MethodNotAllowed",
       .message = verb + " is not supported on resources of kind " + go_quote(name.text()),
       .group = name.group,
       .kind = name.name});
}

std::string verb_of(std::string_view method, const Route& route, bool watch, bool all_namespaces) {
  const Resource& resource = *route.resource;
  const auto offered = [&](k8s::detail::Verbs verb, const char* name) -> std::string {
    if (!resource.has(verb)) refuse_method();
    return name;
  };
  if (!route.subresource.empty()) {
    const bool is_proxied = route.subresource == "proxy";
    const std::string verb = is_proxied ? proxy_verb(method) : object_verb(method);
    if (find_subresource(resource, route.subresource)->offers(verb)) return verb;
    if (resource.is_custom()) refuse_verb(resource, verb);
    refuse_method();
  }
  if (!route.name.empty()) {
    if (!has_objects(resource)) refuse_unknown_resource();
    if (watch) return offered(k8s::detail::verb_watch, "watch");
    if (method == "GET") return offered(k8s::detail::verb_get, "get");
    if (method == "PUT") return offered(k8s::detail::verb_update, "update");
    if (method == "PATCH") return offered(k8s::detail::verb_patch, "patch");
    if (method == "DELETE") return offered(k8s::detail::verb_delete, "delete");
    refuse_method();
  }
  if (method == "GET") {
    const bool watched = watch || route.query.flag("watch").value_or(false);
    // The handler of a list that nobody can watch says so itself.
    if (watched && !watch && !resource.has(k8s::detail::verb_watch)) {
      return offered(k8s::detail::verb_list, "watch");
    }
    return watched ? offered(k8s::detail::verb_watch, "watch")
                   : offered(k8s::detail::verb_list, "list");
  }
  if (all_namespaces) refuse_method();
  if (method == "POST") return offered(k8s::detail::verb_create, "create");
  if (method == "DELETE") return offered(k8s::detail::verb_deletecollection, "deletecollection");
  refuse_method();
}

}  // namespace

bool is_target(std::string_view target) {
  if (target == "*") return true;
  if (!target.starts_with('/') && target.find("://") == target.npos) return false;
  return percent_decode(target.substr(0, target.find('?')), false).has_value();
}

Route read_route(std::string_view method, std::string_view target,
                 const ResourceRegistry& resources) {
  if (const std::size_t scheme = target.find("://");
      !target.starts_with('/') && scheme != target.npos) {
    target.remove_prefix(std::min(target.size(), target.find('/', scheme + 3)));
  }
  const std::size_t question = target.find('?');
  const std::optional<std::string> path = percent_decode(target.substr(0, question), false);
  if (!path) refuse_bad_request("invalid URL escape in the path");
  Route route{.path = *path,
              .query = Query(question == target.npos ? "" : target.substr(question + 1))};
  const std::optional<Place> place = find_place(split(*path));
  if (!place || is_unknown(*place, method, resources)) {
    route.verb = lower(method);
    return route;
  }
  read_resource(*place, resources, route);
  const bool all_namespaces =
      route.resource->namespaced && place->rest.front() == route.resource->plural;
  // Where there is nothing to list or to get there is no such path.
  const bool lists = route.resource->has(k8s::detail::verb_list);
  const bool gets = route.resource->has(k8s::detail::verb_get);
  const bool is_object = !route.name.empty() && route.subresource.empty();
  if ((all_namespaces && !lists) || (is_object && !gets)) refuse_unknown_resource();
  try {
    if (place->watch && method != "GET") refuse_method();
    route.verb = verb_of(method, route, place->watch, all_namespaces);
  } catch (const Refusal& refusal) {
    route.verb = asked_verb(method, route);
    route.refusal = refusal.failure();
    return route;
  }
  if (route.name.empty()) return route;
  if (route.resource->namespaced && route.namespace_.empty()) {
    refuse_bad_request("Namespace parameter required.");
  }
  if (const Complaints complaints = check_path_segment(route.name); !complaints.empty()) {
    refuse_bad_request("Name parameter invalid: " + go_quote(route.name) + ": " +
                       complaints.front());
  }
  return route;
}

}  // namespace k8s::testing::fake
