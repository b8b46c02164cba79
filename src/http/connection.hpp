#pragma once

#include <array>
#include <memory>

#include "http/curl_handles.hpp"
#include "http/curl_settings.hpp"
#include "http/tls_report.hpp"
#include "http/tls_sessions.hpp"

namespace k8s::detail {

/// \throws ConfigError saying what this libcurl lacks
[[noreturn]] void refuse_option(CURLoption option, CURLcode code);

/// Sets an option of a libcurl handle. \throws ConfigError if this libcurl does not have it
template <class T>
void set_option(CURL* easy, CURLoption option, T value) {
  const CURLcode code = curl_easy_setopt(easy, option, value);
  if (code != CURLE_OK) refuse_option(option, code);
}

/// A pair of libcurl handles, the easy one's connection kept alive in the multi one from request to
/// request. Used by one thread at a time; only curl_multi_wakeup may be called from others.
class Connection {
 public:
  Connection(std::shared_ptr<const CurlSettings> settings, std::shared_ptr<TlsSessions> sessions);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] CURL* easy() const noexcept { return easy_.get(); }
  [[nodiscard]] CURLM* multi() const noexcept { return multi_.get(); }
  [[nodiscard]] const CurlSettings& settings() const noexcept { return *settings_; }
  [[nodiscard]] const TlsReport& tls() const noexcept { return tls_; }
  /// libcurl's words about the last failure.
  [[nodiscard]] const char* error_text() const noexcept { return error_text_.data(); }
  void clear_error_text() noexcept { error_text_[0] = '\0'; }
  /// Whether a fork came between: it then belongs to the parent, and nothing may be done with it.
  [[nodiscard]] bool abandoned() const noexcept { return easy_.get_deleter().owner != ::getpid(); }

 private:
  void set_tls();
  void set_ca();
  void set_client_certificate();
  void set_proxy();

  std::shared_ptr<const CurlSettings> settings_;
  std::shared_ptr<TlsSessions> sessions_;
  CurlList connect_to_;
  std::array<char, CURL_ERROR_SIZE> error_text_{};
  // Before the handles, which may call it until they are gone.
  TlsReport tls_;
  EasyHandle easy_;
  MultiHandle multi_;
};

}  // namespace k8s::detail
