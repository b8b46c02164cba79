#pragma once

#include <optional>
#include <vector>

#include "testing/fake/api_groups.hpp"
#include "testing/fake/discovery.hpp"

namespace k8s::testing::fake {

/// /openapi/v2, /openapi/v3 and the documents of the groups that the latter lists, made from the
/// tables of the models. They say what kubectl asks them for: the fields of each kind and which
/// query parameters a request takes. They hold no descriptions.
/// https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-interface-definition
[[nodiscard]] std::optional<detail::ServerResponse> openapi_document(
    const DocumentRequest& request, const std::vector<ApiGroup>& groups);

}  // namespace k8s::testing::fake
