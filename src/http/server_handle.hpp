#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string_view>
#include <system_error>

#include "http/curl_handles.hpp"
#include "http/curl_settings.hpp"
#include "http/header_lines.hpp"
#include "http/tls_report.hpp"
#include "http/tls_sessions.hpp"

namespace k8s::detail {

/// Before anything else is done with libcurl; again and again does no harm.
void start_libcurl();

/// \throws ConfigError saying what this libcurl lacks
[[noreturn]] void refuse_option(CURLoption option, CURLcode code);

/// Sets an option of a libcurl handle. \throws ConfigError if this libcurl does not have it
template <class T>
void set_option(CURL* easy, CURLoption option, T value) {
  const CURLcode code = curl_easy_setopt(easy, option, value);
  if (code != CURLE_OK) refuse_option(option, code);
}

enum class HttpVersion {
  one,  // HTTP/1.1
  two,  // HTTP/2 over TLS, if the server speaks it too
};

/// Whom libcurl tells what happens while a transfer runs. No exception may cross libcurl.
class TransferListener {
 public:
  /// Asked before each time the request is written.
  [[nodiscard]] virtual bool on_request() noexcept = 0;
  /// Each of the two returns how much it took; anything but all of it ends the transfer.
  [[nodiscard]] virtual std::size_t on_head_line(std::string_view line) noexcept = 0;
  [[nodiscard]] virtual std::size_t on_body(std::string_view bytes) noexcept = 0;

 protected:
  ~TransferListener() = default;
};

/// An easy handle of libcurl with all that the settings of a server ask for. Used by one thread at
/// a time.
class ServerHandle {
 public:
  ServerHandle(std::shared_ptr<const CurlSettings> settings, std::shared_ptr<TlsSessions> sessions,
               HttpVersion version);
  virtual ~ServerHandle() = default;
  ServerHandle(const ServerHandle&) = delete;
  ServerHandle& operator=(const ServerHandle&) = delete;

  [[nodiscard]] CURL* easy() const noexcept { return easy_.get(); }
  [[nodiscard]] const CurlSettings& settings() const noexcept { return *settings_; }
  [[nodiscard]] const TlsReport& tls() const noexcept { return tls_; }
  /// libcurl's words about the last failure.
  [[nodiscard]] const char* error_text() const noexcept { return error_text_.data(); }
  void clear_error_text() noexcept {
    error_text_[0] = '\0';
    socket_error_ = 0;
  }
  /// Why the system gave no socket, the last time it did not.
  [[nodiscard]] std::error_code socket_error() const noexcept {
    return {socket_error_, std::generic_category()};
  }
  /// It has to live until the transfer is over.
  void set_listener(TransferListener& listener) noexcept { listener_ = &listener; }
  /// Takes answers in gzip, and unpacks them; or only as they are.
  void accept_gzip(bool accept);
  /// Those of the last request, until they are cleared: their memory serves all of them.
  [[nodiscard]] HeaderLines& header_lines() noexcept { return header_lines_; }
  /// tls() is about the connection that the transfer uses now, whoever made it.
  void hear_connection();
  /// Whether a fork came between: it then belongs to the parent, and nothing may be done with it.
  [[nodiscard]] bool abandoned() const noexcept { return !easy_.get_deleter().owner.is_this(); }

 protected:
  /// A program that this one starts gets no copy of it: as long as it held one, the server would
  /// see the connection open.
  [[nodiscard]] virtual curl_socket_t open_socket(const curl_sockaddr& address) noexcept;

 private:
  void set_callbacks();
  void set_server();
  void set_tls();
  void set_ca();
  void set_client_certificate();
  void set_proxy();

  std::shared_ptr<const CurlSettings> settings_;
  std::shared_ptr<TlsSessions> sessions_;
  CurlUrl url_;
  CurlList connect_to_;
  HeaderLines header_lines_;
  std::array<char, CURL_ERROR_SIZE> error_text_{};
  int socket_error_ = 0;
  bool accepts_gzip_ = false;
  TransferListener* listener_ = nullptr;
  TlsReport tls_;
  EasyHandle easy_;
};

}  // namespace k8s::detail
