#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <k8s/http.hpp>

#include "testing/https_server.hpp"

// Watches of clients that want them as messages of a WebSocket.
// https://datatracker.ietf.org/doc/html/rfc6455

namespace k8s::testing::detail {

/// Whether a request asks for a WebSocket.
[[nodiscard]] bool wants_websocket(const Headers& request);

/// Makes an answer with a source one in which each piece of the source is a message of text.
void become_websocket(const Headers& request, ServerResponse& answer);

/// Takes the whole frames of a client from the front of `received`.
/// \returns whether one of them ends the WebSocket
[[nodiscard]] bool take_close(std::string_view& received);

}  // namespace k8s::testing::detail
