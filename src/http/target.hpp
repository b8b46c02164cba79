#pragma once

#include <string>

#include <k8s/export.hpp>
#include <k8s/http.hpp>

namespace k8s::detail {

/// What a request is for: "get Pod default/nginx", "list Pod in default", "list Node".
/// Empty if nothing is known.
[[nodiscard]] std::string describe(const RequestTarget& target);

/// The same, or method and path if nothing better is known: "GET /version".
[[nodiscard]] std::string describe(const RequestTarget& target, Method method,
                                   std::string_view path);
/// Exported for k8s::testing, which may be a library of its own.
[[nodiscard]] K8S_EXPORT std::string describe(const Request& request);

}  // namespace k8s::detail
