#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include <k8s/http.hpp>

#include "testing/https_server.hpp"

namespace k8s::testing::fake {

/// `/statusz` and `/flagz`, as text: what the server says of itself to people.
/// https://kubernetes.io/docs/reference/instrumentation/zpages/
/// \param began when the server did
/// \returns nothing for other paths
/// \throws Refusal if text is not wanted
[[nodiscard]] std::optional<detail::ServerResponse> zpage(std::string_view path,
                                                          const Headers& headers,
                                                          std::chrono::sys_seconds began,
                                                          std::chrono::sys_seconds now);

}  // namespace k8s::testing::fake
