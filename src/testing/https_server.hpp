#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <k8s/http.hpp>

#include "testing/certificates.hpp"

namespace k8s::testing::detail {

/// Whom a client certificate names. Kubernetes takes the common name as the user and the
/// organizations as groups.
struct ClientIdentity {
  std::string common_name{};
  std::vector<std::string> organizations{};
  /// The SHA-256 of the certificate, in hexadecimal.
  std::string digest{};
  friend bool operator==(const ClientIdentity&, const ClientIdentity&) = default;
};

/// A whole request as it arrived.
struct ServerRequest {
  std::string method{};
  /// Path and query as sent, still encoded.
  std::string target{};
  Headers headers{};
  std::string body{};
  /// The body is longer than HttpsServerOptions::max_body and was not read; the connection closes
  /// after the answer.
  bool body_too_large = false;
  /// Of a client certificate that the client CA vouches for.
  std::optional<ClientIdentity> client{};
  /// A client certificate was sent that the client CA does not vouch for; an API server answers
  /// such requests with 401.
  bool client_refused = false;
};

/// A body that comes into being while it is sent: a watch, a log. Destroyed, on any thread, as soon
/// as it is not needed any more: at its end, when the client goes away, when the server stops.
class BodySource {
 public:
  enum class State {
    more,     // appended something; ask again
    waiting,  // nothing now; ask again after a wake
    finished,
    broken,  // as finished, but the connection is reset
  };
  using Wake = std::function<void()>;

  virtual ~BodySource() = default;
  /// Called once, before the first pull(). `wake` may be called from any thread, under any lock, at
  /// any time, even after this source and the server are gone; it returns at once.
  virtual void on_wake(Wake wake) = 0;
  /// Appends the next piece, if there is one (also with `waiting` and `finished`). Called by one
  /// thread at a time, and only when the client has taken what came before, give or take a buffer.
  /// Each piece is a chunk of its own. A wake that comes during the call is not lost.
  virtual State pull(std::string& piece) = 0;
};

/// What goes wrong with an answer.
struct Fault {
  enum class Kind {
    none,
    reset,     // TCP reset
    truncate,  // an orderly close in the middle of things
    stall,     // silence until the client gives up
  };
  Kind kind = Kind::none;
  /// After so many bytes of the body; without a value, before the status line.
  std::optional<std::size_t> after{};
};

/// An answer that comes slowly: so many bytes of the body at a time, with a pause before each.
struct Drip {
  std::size_t bytes = 0;  // 0: all at once
  std::chrono::milliseconds pause{0};
};

struct ServerResponse {
  int status = 200;
  /// Content-Length, Transfer-Encoding and Connection are the server's business and are added.
  Headers headers{};
  std::string body{};
  /// If set, the body comes from here instead.
  std::unique_ptr<BodySource> source{};
  /// How long to wait before answering.
  std::chrono::milliseconds delay{0};
  Fault fault{};
  Drip drip{};  // of a body, not of a source
};

struct HttpsServerOptions {
  /// Without one the server speaks plain HTTP.
  std::optional<KeyPair> certificate{};
  /// If set, clients are asked for a certificate; they need not have one.
  std::string client_ca_pem{};
  std::string address = "127.0.0.1";
  /// 0 takes a free one.
  std::uint16_t port = 0;
  std::size_t max_header = std::size_t{64} << 10;
  std::size_t max_body = std::size_t{16} << 20;
  /// For the handshake, and for a request from its first byte to its last.
  std::chrono::milliseconds request_timeout = std::chrono::seconds(30);
  /// How many requests can be inside the handler at a time.
  std::size_t threads = 2;
};

/// An HTTP/1.1 server: what clients of FakeCluster talk to. Keep-alive, pipelining, chunked bodies,
/// "Expect: 100-continue"; no HTTP/2, no compression.
///
/// An idle connection or a waiting stream costs memory only, no thread. Malformed requests are
/// answered with 400 or 431 and their connection is closed.
///
/// Thread safety: every member may be called from any thread, but not from the handler.
class HttpsServer {
 public:
  /// Answers one request; called by several threads at a time. It should not block for long. If it
  /// throws, the answer is a 500.
  using Handler = std::function<ServerResponse(ServerRequest)>;

  /// Listens from now on.
  /// \throws std::runtime_error if the address is taken or the certificate is no good
  HttpsServer(HttpsServerOptions options, Handler handler);
  /// Stops.
  ~HttpsServer();
  HttpsServer(const HttpsServer&) = delete;
  HttpsServer& operator=(const HttpsServer&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept;
  /// "https://127.0.0.1:34567"
  [[nodiscard]] const std::string& url() const noexcept;
  /// How many connections are open.
  [[nodiscard]] std::size_t connections() const;

  /// Serves new connections with another certificate. May be called from the handler.
  void set_certificate(const KeyPair& certificate);
  /// Closes every connection, whatever goes on there, and goes on listening. May be called from the
  /// handler.
  void drop_connections();
  /// Closes the port and every connection. When it returns, no handler runs and every BodySource is
  /// destroyed.
  void stop();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace k8s::testing::detail
