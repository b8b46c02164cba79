#pragma once

#include "testing/fake/kinds/pod_amounts.hpp"
#include "testing/fake/resource.hpp"

// What objects take of a ResourceQuota.
// https://kubernetes.io/docs/concepts/policy/resource-quotas/

namespace k8s::testing::fake {

/// What one object takes.
[[nodiscard]] Amounts quota_usage(const Resource& resource, const json::object& object);
/// Whether a quota with these scopes is about the object.
[[nodiscard]] bool quota_scopes_match(const json::object& quota, const Resource& resource,
                                      const json::object& object);
/// Whether objects of a kind may take of something that a quota limits.
[[nodiscard]] bool quota_counts(const Resource& resource, std::string_view limited);
/// Amounts as an object has them.
[[nodiscard]] json::object to_object(const Amounts& amounts);

}  // namespace k8s::testing::fake
