#pragma once

#include <string>

#include "testing/fake/go_json.hpp"

namespace k8s::testing::fake {

/// A document of version 2 of OpenAPI in protobuf, as Go's clients read it to learn of kinds and of
/// the parameters of requests: its schemas, and of each request the parameters in the query, the
/// descriptions of the answers and the extensions.
/// https://github.com/google/gnostic-models/blob/main/openapiv2/OpenAPIv2.proto
[[nodiscard]] std::string openapi_protobuf(const json::object& document);

}  // namespace k8s::testing::fake
