#pragma once

#include <string>
#include <vector>

#include "testing/fake/resource.hpp"

namespace k8s::testing::fake {

/// One version of a group that is served, with its kinds by their plurals.
struct ServedVersion {
  std::string name{};
  std::vector<const Resource*> resources{};
};

struct ApiGroup {
  std::string name{};  // "" is the core group
  /// The preferred one first.
  std::vector<ServedVersion> versions{};
};

/// Whether one version of a group is preferred to another: `v2` to `v1` to `v1beta2` to `v1alpha1`.
/// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#version-priority
[[nodiscard]] bool is_preferred(const std::string& version, const std::string& other);

/// The groups that the server offers, in the order of discovery.
[[nodiscard]] std::vector<ApiGroup> api_groups(const ResourceRegistry& resources);

/// The form in which kinds are named in small letters.
[[nodiscard]] std::string singular_of(const Resource& resource);
/// In the order of discovery.
[[nodiscard]] std::vector<std::string> verbs_of(const Resource& resource);

}  // namespace k8s::testing::fake
