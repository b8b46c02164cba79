#pragma once

#include <optional>
#include <string>

#include <k8s/testing/fake_cluster.hpp>

#include "testing/fake/storage.hpp"

namespace k8s::testing::fake {

/// By which binding that is stored a Role or a ClusterRole that is stored allows a request, in the
/// server's words; nothing if none does. Of the roles that a real server begins with there is
/// `cluster-admin` alone.
/// https://kubernetes.io/docs/reference/access-authn-authz/rbac/
[[nodiscard]] std::optional<std::string> rbac_reason(const AccessRequest& request,
                                                     const Storage& storage);
[[nodiscard]] inline bool rbac_allows(const AccessRequest& request, const Storage& storage) {
  return rbac_reason(request, storage).has_value();
}

}  // namespace k8s::testing::fake
