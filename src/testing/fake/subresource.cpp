#include "testing/fake/subresource.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "testing/fake/reviews.hpp"

namespace k8s::testing::fake {
namespace {

const std::vector<std::string_view> read_and_write{"get", "patch", "update"};
const std::vector<std::string_view> any_method{"create", "delete", "get", "patch", "update"};

/// What leads to a pod's containers, and the kind of its options.
constexpr std::pair<std::string_view, std::string_view> connections[] = {
    {"attach", "PodAttachOptions"},
    {"exec", "PodExecOptions"},
    {"portforward", "PodPortForwardOptions"}};

constexpr std::string_view without_table[] = {
    "approval", "binding", "ephemeralcontainers", "eviction", "finalize", "log", "resize", "token"};

}  // namespace

bool Subresource::offers(std::string_view verb) const {
  return std::ranges::find(verbs, verb) != verbs.end();
}

bool is_connection(std::string_view subresource) {
  return std::ranges::find(connections, subresource, [](const auto& each) { return each.first; }) !=
         std::end(connections);
}

bool has_table(const Resource& resource, std::string_view subresource) {
  if (is_review(resource)) return false;
  if (subresource.empty()) return !resource.group.empty() || resource.plural != "bindings";
  if (subresource == "status" && !resource.is_custom()) {
    return resource.plural != "resourceclaims" && resource.plural != "customresourcedefinitions";
  }
  return std::ranges::find(without_table, subresource) == std::end(without_table);
}

std::vector<Subresource> subresources_of(const Resource& resource) {
  std::vector<Subresource> all;
  if (resource.rules->finalizers_in_spec) all.push_back({.name = "finalize", .verbs = {"update"}});
  const bool scales = resource.has(k8s::detail::subresource_scale);
  const Subresource scale{.name = "scale",
                          .group = "autoscaling",
                          .version = "v1",
                          .kind = "Scale",
                          .verbs = read_and_write};
  if (scales && !resource.is_custom()) all.push_back(scale);
  if (resource.rules->date_approval != nullptr) {
    all.push_back({.name = "approval", .verbs = read_and_write});
  }
  if (resource.has(k8s::detail::subresource_status)) {
    all.push_back({.name = "status", .verbs = read_and_write});
  }
  if (scales && resource.is_custom()) all.push_back(scale);
  // Few, and each of one kind.
  const auto is = [&](std::string_view plural) {
    return resource.group.empty() && resource.plural == plural;
  };
  if (is("pods")) {
    for (const auto& [name, kind] : connections) {
      all.push_back({.name = name, .kind = kind, .verbs = {"create", "get"}});
    }
    all.push_back({.name = "binding", .kind = "Binding", .verbs = {"create"}});
    all.push_back({.name = "eviction",
                   .group = "policy",
                   .version = "v1",
                   .kind = "Eviction",
                   .verbs = {"create"}});
    all.push_back({.name = "ephemeralcontainers", .verbs = read_and_write});
    all.push_back({.name = "log", .verbs = {"get"}});
    all.push_back({.name = "proxy", .kind = "PodProxyOptions", .verbs = any_method});
    all.push_back({.name = "resize", .verbs = read_and_write});
  } else if (is("nodes")) {
    all.push_back({.name = "proxy", .kind = "NodeProxyOptions", .verbs = any_method});
  } else if (is("services")) {
    all.push_back({.name = "proxy", .kind = "ServiceProxyOptions", .verbs = any_method});
  } else if (is("serviceaccounts")) {
    all.push_back({.name = "token",
                   .group = "authentication.k8s.io",
                   .version = "v1",
                   .kind = "TokenRequest",
                   .verbs = {"create"}});
  }
  if (!resource.is_custom()) std::ranges::sort(all, {}, &Subresource::name);
  return all;
}

}  // namespace k8s::testing::fake
