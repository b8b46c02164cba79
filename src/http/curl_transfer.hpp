#pragma once

#include <chrono>
#include <cstddef>
#include <exception>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include <k8s/http.hpp>

#include "http/server_handle.hpp"

namespace k8s::detail {

/// A request as libcurl wants it, and what comes of it. Who derives from it runs the transfer.
class CurlTransfer : private TransferListener {
 public:
  CurlTransfer(const CurlTransfer&) = delete;
  CurlTransfer& operator=(const CurlTransfer&) = delete;

 protected:
  /// \param request has to outlive this, unless it is a stream
  explicit CurlTransfer(const Request& request);
  ~CurlTransfer() = default;

  /// Sets the options of `handle`, which forgets its last request. Both have to live, and this
  /// transfer to stay where it is, until it is over.
  void prepare(ServerHandle& handle, const Request& request);

  using Time = std::chrono::steady_clock::time_point;
  /// By when the answer, or a stream's head, has to be there; nothing means any time.
  /// \throws Timeout if that is over
  [[nodiscard]] std::optional<Time> answer_due(Time now) const;
  /// By when the next bytes of a stream have to be there.
  [[nodiscard]] std::optional<Time> bytes_due() const;
  [[noreturn]] void throw_unanswered(std::chrono::steady_clock::duration after) const;
  /// \throws Stopped
  void check_for_stop() const;
  [[nodiscard]] const std::stop_token& stop() const noexcept { return stop_; }

  /// Whether the body is read as it arrives.
  [[nodiscard]] bool is_stream() const noexcept;
  /// Whether the body goes to a sink.
  [[nodiscard]] bool is_sunk() const noexcept;
  /// What it has taken up to now.
  [[nodiscard]] Transfer figures() const;
  /// \throws TransportError, TlsError if a transfer that ended with `result` brought no whole
  /// answer
  void check(CURLcode result) const;

  // Called by libcurl while the transfer runs:
  virtual void take_head_line(std::string_view line);
  /// Returns how much of it was taken.
  virtual std::size_t take_body(std::string_view bytes);
  virtual bool may_send();

  /// What is asked for, for messages.
  [[nodiscard]] std::string what() const;

  Response response_;

  // What has happened so far:
  bool sent_ = false;
  bool head_complete_ = false;

 private:
  void prepare_body(const Request& request, bool has_body);
  void prepare_headers(const Request& request, bool has_body);

  template <class Function>
  std::size_t guarded(std::size_t size, Function function) noexcept;
  bool on_request() noexcept final;
  std::size_t on_head_line(std::string_view line) noexcept final;
  std::size_t on_body(std::string_view bytes) noexcept final;

  const Request* const request_;   // null of a stream
  const std::string stream_what_;  // of a stream
  const bool stream_;
  BodySink* const sink_;
  const bool repeatable_;
  const std::stop_token stop_;
  const std::chrono::milliseconds timeout_;
  const std::chrono::milliseconds idle_timeout_;
  const std::optional<Time> deadline_;
  ServerHandle* handle_ = nullptr;
  std::string stream_body_;
  std::size_t request_size_ = 0;  // libcurl counts bodies now once, now twice

  bool resend_refused_ = false;
  bool too_large_ = false;
  std::size_t received_ = 0;
  std::exception_ptr thrown_;
};

}  // namespace k8s::detail
