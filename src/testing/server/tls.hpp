#pragma once

#include <optional>
#include <string>

#include <boost/asio/ssl/context.hpp>
#include <boost/system/error_code.hpp>

#include "testing/https_server.hpp"

namespace k8s::testing::detail {

/// The TLS settings of a server with this certificate, which asks clients for one if
/// `client_ca_pem` is not empty. Speaks "http/1.1" in ALPN. \throws std::runtime_error if something
/// is no PEM
[[nodiscard]] boost::asio::ssl::context make_server_tls(const KeyPair& certificate,
                                                        const std::string& client_ca_pem);

/// What the handshake told about the client.
struct Peer {
  std::optional<ClientIdentity> identity{};
  bool refused = false;
};
[[nodiscard]] Peer peer_of(SSL* tls);

/// Whether a handshake failed because the client speaks HTTP without TLS.
[[nodiscard]] bool is_plain_http(const boost::system::error_code& problem);

}  // namespace k8s::testing::detail
