#pragma once

#include <string>

#include "testing/fake/resource.hpp"
#include "testing/fake/storage.hpp"

namespace k8s::testing::fake {

/// What the server says of itself at `/metrics`: a few of the real one's metrics.
/// https://kubernetes.io/docs/reference/instrumentation/metrics/
[[nodiscard]] std::string metrics_text(const ResourceRegistry& resources, const Storage& storage);

}  // namespace k8s::testing::fake
