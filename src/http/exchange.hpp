#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <k8s/http.hpp>

#include "http/connection.hpp"
#include "http/connection_pool.hpp"
#include "http/curl_transfer.hpp"

namespace k8s::detail {

/// One request and its answer, on a connection of its own for as long as it lasts. Runs on the
/// threads that call it, one at a time; between two calls nothing happens on the network.
class Exchange final : private CurlTransfer {
 public:
  /// \param request has to outlive this, unless it is a stream
  Exchange(std::shared_ptr<ConnectionPool> pool, const Request& request);
  ~Exchange();

  /// Sends the request and waits for the answer: all of it, or of a stream its headers.
  /// \throws TransportError, Timeout, TlsError, Stopped
  Response run();
  /// Of a stream whose headers have come: BodyStream::read.
  BodyStream::End read(std::string& chunk);

 private:
  enum class Outcome { ready, timed_out };

  void begin();
  std::size_t take_body(std::string_view bytes) override;
  /// Runs the transfer until `ready` or its end.
  template <class Ready>
  Outcome drive(Ready ready, std::optional<Time> until);
  void perform();
  /// For what comes next, or until then: false if that is over.
  bool wait(std::optional<Time> until);
  void check_result() const;
  /// Gives the connection back, or closes it if the transfer is not over.
  void end() noexcept;

  std::shared_ptr<ConnectionPool> pool_;
  std::unique_ptr<Connection> connection_;
  bool running_ = false;
  std::optional<CURLcode> result_;
  Time began_{};
  std::optional<Time> due_;  // of the answer, or of a stream's head
};

}  // namespace k8s::detail
