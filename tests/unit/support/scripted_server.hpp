#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "testing/certificates.hpp"

namespace k8s::testing {

/// One request as the server read it.
struct ServedRequest {
  std::string method{};
  std::string target{};
  std::string body{};
  std::vector<std::pair<std::string, std::string>> headers{};

  /// The value of a header, or "".
  [[nodiscard]] std::string header(std::string_view name) const;
};

/// A connection of a ScriptedServer, after its TLS handshake if it has TLS.
class ServedConnection {
 public:
  virtual ~ServedConnection() = default;
  /// The next request; nothing if the client closed.
  virtual std::optional<ServedRequest> read() = 0;
  /// Waits for some bytes, and throws them away. False if the client closed.
  virtual bool skip() = 0;
  /// Sends bytes as they are.
  virtual void write(std::string_view bytes) = 0;
  /// Ends the connection without a word: the client sees a reset.
  virtual void reset() = 0;
  /// Ends the connection as a process that dies does: of TLS there is no polite end.
  virtual void drop() = 0;
  /// Waits until all that was sent has reached the client's system.
  virtual void wait_until_delivered() = 0;
  /// Waits until the client closes its side.
  void wait_for_close();

  /// Sends a whole answer with the body's length.
  void answer(int status, std::string_view body = {}, std::string_view headers = {});

  /// From 0, in the order in which they were accepted.
  int number = 0;
  /// The TLS handshake took up an earlier session.
  bool resumed = false;
};

struct ServerTls {
  std::string certificate_pem{};
  std::string key_pem{};
  /// If not empty, clients must have a certificate of this authority.
  std::string client_ca_pem{};
  /// From 0x0302 (TLS 1.1) to 0x0304 (TLS 1.3); 0 allows the latest two.
  int only_version = 0;
};

/// A server on a free port of 127.0.0.1 that does to each connection what a function says, on a
/// thread for each. When it is destroyed all connections end.
class ScriptedServer {
 public:
  using Script = std::function<void(ServedConnection&)>;

  explicit ScriptedServer(Script script, std::optional<ServerTls> tls = {});
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  /// "https://127.0.0.1:1234"
  [[nodiscard]] std::string url() const;
  /// How many connections were accepted.
  [[nodiscard]] int connections() const noexcept { return connections_; }
  /// Waits until that many connections have been accepted.
  void wait_for_connections(int count) const;

  /// A script that answers each request alike.
  static Script always(int status, std::string body, std::string headers = {});

 private:
  struct Impl;
  void accept_all();
  void serve(int socket, int number);

  Script script_;
  std::optional<ServerTls> tls_;
  std::unique_ptr<Impl> impl_;
  std::uint16_t port_ = 0;
  int listener_ = -1;
  std::atomic<int> connections_ = 0;
  mutable std::mutex mutex_;
  mutable std::condition_variable accepted_;
  std::set<int> open_;
  bool ending_ = false;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace k8s::testing
