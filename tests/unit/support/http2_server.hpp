#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "testing/certificates.hpp"

namespace k8s::testing {

struct Http2ServerOptions {
  detail::KeyPair certificate{};
  /// If not empty, clients must have a certificate of this authority.
  std::string client_ca_pem{};
  std::uint32_t most_streams = 250;
  /// What each body begins with.
  std::string beginning{};
  /// How many streams each connection takes until it goes away, as in go_away().
  std::size_t leaves_after = SIZE_MAX;
  /// Never answers.
  bool mute = false;
  /// Answers with 404 and the body "nothing here".
  bool refuses = false;
};

/// As much of an HTTP/2 server as watches need: it answers each request with 200 and a body that
/// tests send piece by piece, as far as the client's windows allow. Requests are not looked at;
/// streams are numbered from 0 in the order in which they came, over all connections.
///
/// Thread safety: every member may be called from any thread.
class Http2Server {
 public:
  explicit Http2Server(Http2ServerOptions options);
  ~Http2Server();
  Http2Server(const Http2Server&) = delete;
  Http2Server& operator=(const Http2Server&) = delete;

  /// "https://127.0.0.1:1234"
  [[nodiscard]] std::string url() const;
  /// How many connections were accepted.
  [[nodiscard]] std::size_t connections() const;
  [[nodiscard]] std::size_t streams() const;
  /// The connection, from 0, that a stream came over.
  [[nodiscard]] std::size_t connection_of(std::size_t stream) const;
  /// How much of what was to be sent the client does not take.
  [[nodiscard]] std::size_t unsent(std::size_t stream) const;
  /// Waits until so many connections were closed.
  void wait_for_closed(std::size_t count) const;
  /// Waits until the client has ended so many streams.
  void wait_for_cancelled(std::size_t count) const;
  /// Waits until so many streams have come.
  void wait_for_streams(std::size_t count) const;

  void send(std::size_t stream, std::string bytes);
  /// Ends the body properly, after what was sent.
  void end(std::size_t stream);
  /// Breaks the answer off, as an API server does in a hurry.
  void break_off(std::size_t stream);
  /// Says over every connection that no more streams are taken there, as an API server does to
  /// spread its clients; those that are there go on.
  void go_away();
  /// Ends every connection as a process that dies does.
  void drop_connections();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace k8s::testing
