#pragma once

#include <k8s/testing/fake_cluster.hpp>

#include "testing/fake/storage.hpp"

namespace k8s::testing::fake {

/// Whether a Role or a ClusterRole that is stored allows a request, by a binding that is stored. Of
/// the roles that a real server begins with there is `cluster-admin` alone.
/// https://kubernetes.io/docs/reference/access-authn-authz/rbac/
[[nodiscard]] bool rbac_allows(const AccessRequest& request, const Storage& storage);

}  // namespace k8s::testing::fake
