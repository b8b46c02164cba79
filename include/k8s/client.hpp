#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/export.hpp>
#include <k8s/http.hpp>

namespace k8s {

struct Config;
class Transport;

namespace detail {
class ClientCore;
}

/// What goes with a raw request.
struct RawOptions {
  /// Names and values as they are; they are encoded, and follow what the path has of a query.
  std::vector<std::pair<std::string, std::string>> query{};
  /// "Content-Type" is application/json unless it stands here; a PATCH has to say its kind.
  Headers headers{};
  std::string body{};
  /// The answer's body is read through Response::stream as it arrives.
  bool stream = false;
  /// Returns every answer; without it a status that is not 2xx is thrown.
  bool any_status = false;
  /// Whether it may be sent again when nobody knows whether the server saw it; unset means that GET
  /// and HEAD may, all others not.
  std::optional<Idempotency> idempotency{};
  std::stop_token stop{};
  /// For the whole call, retries included (of a stream, until its headers); unset means
  /// config().timeout for each try.
  std::optional<std::chrono::milliseconds> timeout{};
};

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

  /// Sends one request as it is, with the credentials, retries and the log of every other:
  ///
  ///     Client().raw(Method::get, "/metrics").body
  ///
  /// \param path percent-encoded, from the root; it may end in a query
  /// \throws ApiError unless the status is 2xx or any status will do, TransportError, Stopped,
  /// ValidationError if the path or a header cannot be sent
  Response raw(Method method, std::string_view path, RawOptions options = {}) const;

  /// Whether it stands for the default client.
  [[nodiscard]] bool is_default() const noexcept { return core_ == nullptr; }

  /// What the library works with; resolves the default client.
  [[nodiscard]] std::shared_ptr<detail::ClientCore> core() const;

 private:
  std::shared_ptr<detail::ClientCore> core_;
};

}  // namespace k8s
