#pragma once

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include <k8s/http.hpp>

#include "http/connection.hpp"
#include "http/connection_pool.hpp"

namespace k8s::detail {

/// One request and its answer, on a connection of its own for as long as it lasts. Runs on the
/// threads that call it, one at a time; between two calls nothing happens on the network.
class Exchange {
 public:
  /// \param request need not outlive the constructor if it is a stream
  Exchange(std::shared_ptr<ConnectionPool> pool, const Request& request);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  /// Sends the request and waits for the answer: all of it, or of a stream its headers.
  /// \throws TransportError, Timeout, TlsError, Stopped
  Response run();
  /// Of a stream whose headers have come: BodyStream::read.
  BodyStream::End read(std::string& chunk);

 private:
  enum class Outcome { ready, timed_out };

  void prepare(const Request& request);
  void prepare_body(const Request& request);
  void prepare_headers(const Request& request);
  void begin();

  /// Runs the transfer until `ready` or its end.
  Outcome drive(const std::function<bool()>& ready,
                std::optional<std::chrono::steady_clock::time_point> until);
  void perform();
  void wait(std::optional<std::chrono::steady_clock::time_point> until);
  void check_for_stop() const;
  void check_result();
  [[nodiscard]] Transfer transfer() const;
  /// Gives the connection back, or closes it if the transfer is not over.
  void end() noexcept;
  [[nodiscard]] bool is_stream() const noexcept;
  /// Whether the body goes to a sink.
  [[nodiscard]] bool is_sunk() const noexcept;

  std::size_t take_body(std::string_view bytes);
  void take_header(std::string_view line);
  bool may_send() noexcept;
  template <class Function>
  std::size_t guarded(std::size_t size, Function function) noexcept;
  static std::size_t on_body(const char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_header(const char* data, std::size_t size, std::size_t count, void* self);
  static int on_request(void* self, char*, char*, int, int);

  std::shared_ptr<ConnectionPool> pool_;
  std::unique_ptr<Connection> connection_;
  std::string what_;
  std::stop_token stop_;
  std::chrono::milliseconds timeout_;
  std::chrono::milliseconds idle_timeout_;
  std::optional<std::chrono::steady_clock::time_point> deadline_;
  bool stream_;
  BodySink* sink_;
  bool repeatable_;
  std::string url_;
  std::string stream_body_;
  CurlList headers_;
  std::size_t request_size_ = 0;  // libcurl counts bodies now once, now twice
  bool running_ = false;

  // What has happened so far:
  bool sent_ = false;
  bool resend_refused_ = false;
  bool headers_complete_ = false;
  bool too_large_ = false;
  std::size_t received_ = 0;
  std::optional<CURLcode> result_;
  std::exception_ptr thrown_;
  Response response_;
};

}  // namespace k8s::detail
