#include "testing/fake/api_groups.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <tuple>
#include <utility>

#include "ascii.hpp"

namespace k8s::testing::fake {
namespace {

using k8s::detail::Verbs;

/// Kubernetes' own groups by their priority: a name that several groups have is that of the first.
constexpr std::string_view known_groups[] = {"",
                                             "apiregistration.k8s.io",
                                             "apps",
                                             "events.k8s.io",
                                             "authentication.k8s.io",
                                             "authorization.k8s.io",
                                             "autoscaling",
                                             "batch",
                                             "certificates.k8s.io",
                                             "networking.k8s.io",
                                             "policy",
                                             "rbac.authorization.k8s.io",
                                             "storage.k8s.io",
                                             "admissionregistration.k8s.io",
                                             "apiextensions.k8s.io",
                                             "scheduling.k8s.io",
                                             "coordination.k8s.io",
                                             "node.k8s.io",
                                             "discovery.k8s.io",
                                             "resource.k8s.io",
                                             "flowcontrol.apiserver.k8s.io"};

/// How a version compares: `v2` before `v1` before `v1beta2` before `v1alpha1`; others last.
/// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#version-priority
struct VersionRank {
  int stability = 0;  // 3 stable, 2 beta, 1 alpha, 0 something else
  long major = 0;
  long minor = 0;

  explicit VersionRank(const std::string& name) {
    if (!name.starts_with('v')) return;
    char* rest = nullptr;
    major = std::strtol(name.c_str() + 1, &rest, 10);
    const std::string_view suffix = rest;
    if (rest == name.c_str() + 1) return;
    if (suffix.empty()) stability = 3;
    if (suffix.starts_with("beta")) stability = 2;
    if (suffix.starts_with("alpha")) stability = 1;
    if (stability == 2 || stability == 1) {
      minor = std::strtol(rest + (stability == 2 ? 4 : 5), nullptr, 10);
    }
  }
  friend auto operator<=>(const VersionRank&, const VersionRank&) = default;
};

std::ptrdiff_t place_of(const ApiGroup& group) {
  return std::ranges::find(known_groups, group.name) - std::begin(known_groups);
}

template <class Named>
Named& named(std::vector<Named>& list, const std::string& name) {
  const auto found = std::ranges::find(list, name, &Named::name);
  if (found != list.end()) return *found;
  list.push_back({.name = name});
  return list.back();
}

}  // namespace

bool is_preferred(const std::string& version, const std::string& other) {
  const VersionRank first(version);
  const VersionRank second(other);
  return first == second ? version < other : first > second;
}

std::vector<ApiGroup> api_groups(const ResourceRegistry& resources) {
  std::vector<ApiGroup> groups;
  for (const Resource* const resource : resources.all()) {
    ApiGroup& group = named(groups, resource->group);
    named(group.versions, resource->version).resources.push_back(resource);
  }
  std::ranges::stable_sort(groups, {}, &place_of);
  for (ApiGroup& group : groups) {
    std::ranges::sort(group.versions, &is_preferred, &ServedVersion::name);
  }
  return groups;
}

std::string singular_of(const Resource& resource) {
  return resource.singular.empty() ? lower(resource.kind) : resource.singular;
}

std::vector<std::string> verbs_of(const Resource& resource) {
  using namespace k8s::detail;
  using Names = std::array<std::pair<Verbs, const char*>, 8>;
  static constexpr Names by_name{{{verb_create, "create"},
                                  {verb_delete, "delete"},
                                  {verb_deletecollection, "deletecollection"},
                                  {verb_get, "get"},
                                  {verb_list, "list"},
                                  {verb_patch, "patch"},
                                  {verb_update, "update"},
                                  {verb_watch, "watch"}}};
  // The order in which apiextensions writes them down.
  static constexpr Names custom{{{verb_delete, "delete"},
                                 {verb_deletecollection, "deletecollection"},
                                 {verb_get, "get"},
                                 {verb_list, "list"},
                                 {verb_patch, "patch"},
                                 {verb_create, "create"},
                                 {verb_update, "update"},
                                 {verb_watch, "watch"}}};
  std::vector<std::string> verbs;
  for (const auto& [verb, name] : resource.is_custom() ? custom : by_name) {
    if (resource.has(verb)) verbs.emplace_back(name);
  }
  return verbs;
}

}  // namespace k8s::testing::fake
