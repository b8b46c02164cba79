#pragma once

#include <string>

#include "testing/fake/policy/attributes.hpp"
#include "testing/fake/storage.hpp"

namespace k8s::testing::fake::policy {

struct Match {
  /// The version of the kind that is meant; null if the request is not meant.
  const Resource* resource = nullptr;
  /// Why that cannot be told.
  std::string problem{};

  [[nodiscard]] bool matches() const noexcept { return resource != nullptr; }
};

/// Whether a MatchResources means a request: by rules, selectors, and what it excludes.
/// https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/validating-admission-policy-v1/
[[nodiscard]] Match match(const json::object& constraints, const Attributes& attributes,
                          const ResourceRegistry& resources, const Storage& storage);

}  // namespace k8s::testing::fake::policy
