#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <k8s/error.hpp>

namespace k8s::detail {

/// The longest what() of an Error, in bytes.
inline constexpr std::size_t max_error_line = 2000;

/// The line of an ApiError: what was tried, the status, the server's words, and what to do about it
/// where that is known.
///
///     save Deployment default/nginx: 422 Invalid: Deployment.apps "nginx" is invalid: ...
///
/// Of a secret's refusal it quotes only what cannot hold the secret's data.
[[nodiscard]] std::string refusal_line(const RequestTarget& target, Method method,
                                       std::string_view path, const Status& status, int attempts);

}  // namespace k8s::detail
