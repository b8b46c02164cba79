#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include "http/connection.hpp"
#include "http/multiplexer.hpp"

namespace k8s::detail {

/// What streams that share connections are made with.
struct SharedConnections {
  std::shared_ptr<Multiplexer> multiplexer;
  std::shared_ptr<const CurlSettings> settings;
  std::shared_ptr<TlsSessions> sessions;
};

/// Connections that nobody uses now, and those that streams share. Safe to use from any thread.
/// After a fork the child begins with an empty pool, and leaves the parent's connections as they
/// are.
///
/// When the certificates change, those who hold a connection keep it; idle ones are closed.
class ConnectionPool {
 public:
  explicit ConnectionPool(std::shared_ptr<const CurlSettings> settings);
  ~ConnectionPool();
  ConnectionPool(const ConnectionPool&) = delete;
  ConnectionPool& operator=(const ConnectionPool&) = delete;

  /// The one given back last, since it is the least likely to be dead; or a new one. Those on which
  /// something has come unasked are closed.
  /// \throws ConfigError if the certificates that are now to be used are no good; NoRoom
  [[nodiscard]] std::unique_ptr<Connection> take();
  void give_back(std::unique_ptr<Connection> connection) noexcept;

  /// Nothing if streams cannot share connections, as far as is known: that takes HTTP/2 over TLS.
  /// \throws ConfigError, NoRoom as take()
  [[nodiscard]] std::optional<SharedConnections> share();
  /// New streams get other connections: over these, nothing comes back.
  void give_up(const SharedConnections& silent);
  /// The server does not speak HTTP/2.
  void stop_sharing();

 private:
  struct Idle;
  [[nodiscard]] Idle& idle();
  void renew(Idle& here);

  std::shared_ptr<const CurlSettings> settings_;
  std::atomic<Idle*> idle_;
};

}  // namespace k8s::detail
