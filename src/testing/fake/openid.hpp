#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <k8s/http.hpp>

#include "testing/https_server.hpp"

// How others verify the tokens of service accounts.
// https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#service-account-issuer-discovery

namespace k8s::testing::fake {

inline constexpr const char* token_issuer = "https://kubernetes.default.svc";

/// The claims as a JSON Web Token (RFC 7519). All servers of a process sign with one RSA key, which
/// is made when the first one needs it; the function is safe to call from any thread.
[[nodiscard]] std::string signed_token(std::string_view claims);

/// `/.well-known/openid-configuration` and `/openid/v1/jwks`; nothing for other paths.
[[nodiscard]] std::optional<detail::ServerResponse> issuer_document(std::string_view path,
                                                                    const Headers& headers);

}  // namespace k8s::testing::fake
