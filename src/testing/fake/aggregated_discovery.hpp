#pragma once

#include <optional>
#include <vector>

#include <k8s/http.hpp>

#include "testing/fake/api_groups.hpp"
#include "testing/https_server.hpp"

namespace k8s::testing::fake {

/// All groups, versions and kinds in one document, for clients that ask for it; nothing for others.
/// https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery
/// \param core the core group alone (`/api`), or all others (`/apis`)
[[nodiscard]] std::optional<detail::ServerResponse> aggregated_discovery(
    const std::vector<ApiGroup>& groups, bool core, const Headers& headers);

}  // namespace k8s::testing::fake
