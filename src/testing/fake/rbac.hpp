#pragma once

#include <string>
#include <vector>

#include <k8s/testing/fake_cluster.hpp>

#include "testing/fake/access.hpp"
#include "testing/fake/storage.hpp"

// What Roles and ClusterRoles that are stored allow, by bindings that are stored. Of the roles that
// a real server begins with there is `cluster-admin` alone.
// https://kubernetes.io/docs/reference/access-authn-authz/rbac/

namespace k8s::testing::fake {

/// Whether a request is allowed, and by which binding, or which roles were not found.
[[nodiscard]] Verdict rbac_decide(const AccessRequest& request, const Storage& storage);

/// What somebody may do.
struct BoundRules {
  std::vector<json::object> rules{};
  std::string problem{};  // names the roles that were not found
};

/// All rules about the user and the groups of a request, in its namespace.
[[nodiscard]] BoundRules rbac_rules(const AccessRequest& request, const Storage& storage);

}  // namespace k8s::testing::fake
