#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/query.hpp"
#include "testing/https_server.hpp"

namespace k8s::testing::fake {

/// `/readyz`, `/livez`, `/healthz` and the checks that they are made of, all of which are well.
/// https://kubernetes.io/docs/reference/using-api/health-checks/
/// \returns nothing for other paths
[[nodiscard]] std::optional<detail::ServerResponse> health_document(std::string_view path,
                                                                    const Query& query);

/// All paths that it answers at.
[[nodiscard]] std::vector<std::string> health_paths();

/// The results of the checks as metrics.
/// https://kubernetes.io/docs/reference/instrumentation/slis/
[[nodiscard]] std::string health_metrics();

}  // namespace k8s::testing::fake
