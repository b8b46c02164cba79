#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include <k8s/http.hpp>

#include "http/curl_transfer.hpp"
#include "http/server_handle.hpp"

namespace k8s::detail {

/// A stream that a Multiplexer runs, and that another thread reads.
class MultiplexedTransfer final : private CurlTransfer {
 public:
  /// \param request need not outlive the constructor
  MultiplexedTransfer(std::shared_ptr<const CurlSettings> settings,
                      std::shared_ptr<TlsSessions> sessions, const Request& request);

  // For the reader:

  /// Waits for the head of the answer; for all of it if its status is not 2xx.
  /// \throws TransportError, Timeout, TlsError, Stopped
  Response wait_for_head();
  /// As BodyStream::read.
  BodyStream::End read(std::string& chunk);
  /// Whether, since this was last asked, room was made for what is held back.
  bool has_made_room();
  /// Whether the answer came over a connection that others can use at the same time.
  [[nodiscard]] bool shares_connection() const;

  // For the Multiplexer, on its thread:

  [[nodiscard]] CURL* easy() const noexcept { return own_handle_.easy(); }
  void ended(CURLcode result);
  /// Takes what was held back. \return what libcurl says to that
  [[nodiscard]] CURLcode resume();

 private:
  void take_head_line(std::string_view line) override;
  std::size_t take_body(std::string_view bytes) override;
  bool may_send() override;
  [[nodiscard]] bool is_full() const;
  /// Waits until `ready` or the end. False if it became too late.
  template <class Ready>
  bool wait(std::unique_lock<std::mutex>& lock, std::optional<Time> until, Ready ready);

  ServerHandle own_handle_;
  const Time began_;
  const std::optional<Time> due_;

  // Guards all that both threads use, also what is inherited.
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  bool shares_connection_ = false;
  bool held_back_ = false;
  bool resuming_ = false;
  bool made_room_ = false;
  bool ended_ = false;
  std::exception_ptr failure_;
};

}  // namespace k8s::detail
