#pragma once

#include <string>

#include <k8s/http.hpp>

#include "testing/https_server.hpp"

namespace k8s::testing::fake {

[[nodiscard]] detail::ServerResponse document(std::string body, std::string content_type);

/// A hash of the text, as the server writes hashes.
[[nodiscard]] std::string fingerprint(const std::string& text);

/// Answers with the text, or with 304 if the client has it already.
/// https://developer.mozilla.org/docs/Web/HTTP/Headers/ETag
[[nodiscard]] detail::ServerResponse tagged(detail::ServerResponse answer, const Headers& request);

}  // namespace k8s::testing::fake
