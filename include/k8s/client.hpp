#pragma once

#include <memory>

#include <k8s/export.hpp>

namespace k8s {

struct Config;
class Transport;

namespace detail {
class ClientCore;
}

/// A connection to one cluster: a configuration, its credentials, its pool of connections.
///
/// Cheap to copy; copies share the connection. Safe to use from any number of threads. A Client
/// made without arguments stands for the default client, which is made from config() when it is
/// first used and again whenever config() was changed.
///
///     Client staging(read_kube_config({.path = "staging.yaml"}));
///     Pod::list({.client = staging});
///
/// Lifetime: calls and watches that run keep what they use alive, whatever becomes of the Client.
class K8S_EXPORT Client {
 public:
  /// Stands for the default client.
  Client() = default;
  /// \throws ConfigError if a file named in it cannot be read or is not what it should be.
  explicit Client(const Config& config);
  /// Talks through `transport` instead of the network; credentials, retries and logging are as
  /// config says. This is what test doubles are made with.
  Client(const Config& config, std::shared_ptr<Transport> transport);

  /// Shares the connection of a core.
  explicit Client(std::shared_ptr<detail::ClientCore> core);

  /// A copy of the configuration it was made from (of the default client: the one now in force).
  [[nodiscard]] Config config() const;

  /// Whether it stands for the default client.
  [[nodiscard]] bool is_default() const noexcept { return core_ == nullptr; }

  /// What the library works with; resolves the default client.
  [[nodiscard]] std::shared_ptr<detail::ClientCore> core() const;

 private:
  std::shared_ptr<detail::ClientCore> core_;
};

}  // namespace k8s
