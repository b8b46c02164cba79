#pragma once

#include <string>

#include <k8s/transport.hpp>

#include "http/server_url.hpp"

namespace k8s::detail {

/// The options of a transport, checked, with what follows from them.
struct CurlSettings {
  CurlOptions options{};
  ServerUrl server{};
  /// Whom libcurl connects to, whatever the path.
  std::string base_url{};
  /// What stands before a request's path in its first line: the server's own prefix, and for a
  /// proxy that hands requests on one by one the whole URL.
  std::string target_base{};
  /// Of the proxy, in small letters; empty if there is none.
  std::string proxy_scheme{};
  /// For messages: "https://10.0.0.1:6443".
  std::string server_text{};
  /// The name that the server's certificate must have.
  std::string tls_name{};
  /// With tls_server_name: "name:port:host:port" for CURLOPT_CONNECT_TO, and the Host header.
  std::string connect_to{};
  std::string host_header{};
};

/// \throws ConfigError if the URL, a certificate or a key is not what it should be
[[nodiscard]] CurlSettings check_curl_options(CurlOptions options);

/// The same with other certificates. \throws ConfigError if they are not what they should be
[[nodiscard]] CurlSettings with_material(const CurlSettings& settings, const TlsMaterial& material);

}  // namespace k8s::detail
