#pragma once

#include <memory>
#include <mutex>

#include <k8s/transport.hpp>

#include "testing/fake/api_server.hpp"

namespace k8s::testing::fake {

/// What a transport knows of the server behind it, which may go away first.
class ServerDoor {
 public:
  explicit ServerDoor(std::shared_ptr<ApiServer> server) : server_(std::move(server)) {}
  /// The server; null once it is gone.
  [[nodiscard]] std::shared_ptr<ApiServer> server() const;
  void close();

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<ApiServer> server_;
};

/// Carries requests to the server by calling it, as those of `identity` unless they bring a token.
[[nodiscard]] std::shared_ptr<Transport> make_in_process_transport(
    std::shared_ptr<const ServerDoor> door, detail::ClientIdentity identity = {"admin", {masters}});

}  // namespace k8s::testing::fake
