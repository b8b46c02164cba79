#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <system_error>

#include <curl/curl.h>

#include "http/server_handle.hpp"

namespace k8s::detail {

/// What a transfer was about, for messages.
struct TransferSubject {
  const std::string& what;    // "get Pod default/nginx"
  const std::string& server;  // "https://10.0.0.1:6443"
};

/// How a transfer failed, and how far it had come.
struct TransferFailure {
  CURLcode code = CURLE_OK;
  /// The request was on its way.
  bool sent = false;
  /// The kept connection closed without an answer, and the request was not written again.
  bool resend_refused = false;
  /// The body is larger than CurlOptions::max_body.
  bool too_large = false;
  bool headers_complete = false;
  std::size_t received = 0;
};

/// Throws the TransportError, Timeout or TlsError that says what happened and what to do.
[[noreturn]] void throw_curl_error(const TransferSubject& subject, const ServerHandle& handle,
                                   const TransferFailure& failure);

/// Throws the TransportError for a proxy that answered itself with 407.
[[noreturn]] void throw_proxy_wants_password(const TransferSubject& subject,
                                             const ServerHandle& handle);

/// Throws the TransportError for a request for which the system had no file or thread left.
[[noreturn]] void throw_no_room(const std::string& what, const std::error_code& why);

[[noreturn]] void throw_timeout(const TransferSubject& subject, std::chrono::milliseconds after,
                                bool sent, bool answered);

}  // namespace k8s::detail
