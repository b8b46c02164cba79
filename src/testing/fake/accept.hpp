#pragma once

#include <k8s/http.hpp>

namespace k8s::testing::fake {

/// Refuses a request that takes no JSON. \throws Refusal (406)
void check_accept(const Headers& headers);

/// Whether the client would rather have YAML than JSON.
[[nodiscard]] bool prefers_yaml(const Headers& headers);

}  // namespace k8s::testing::fake
