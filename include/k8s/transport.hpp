#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include <k8s/config.hpp>
#include <k8s/export.hpp>
#include <k8s/http.hpp>

namespace k8s {

/// Carries one request to the server and brings the answer back. Knows no JSON, no credentials, no
/// retries. Implementations must be safe to use from any number of threads.
class K8S_EXPORT Transport {
 public:
  virtual ~Transport() = default;
  /// Any HTTP status is a Response.
  /// \throws TransportError, Timeout, TlsError if there was no answer; Stopped after a stop request
  virtual Response send(const Request& request) = 0;
};

/// What the network transport needs of a Config, with every file read into memory.
struct CurlOptions {
  std::string server{};  // scheme, host, port, path prefix
  bool verify = true;
  std::string ca_pem{};  // empty: the system's authorities
  std::string certificate_pem{};
  std::string key_pem{};
  std::string tls_server_name{};
  std::string proxy_url{};
  std::string user_agent{};
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(10);
  /// The largest body that is read into memory; a stream has no limit.
  std::size_t max_body = std::size_t{2} << 30;
};

/// A transport over libcurl: keep-alive connections shared by all threads, certificates and keys
/// from memory, gzip. Runs on the caller's thread.
/// \throws ConfigError if the URL, a certificate or a key is not what it should be
[[nodiscard]] K8S_EXPORT std::shared_ptr<Transport> make_curl_transport(CurlOptions options);

}  // namespace k8s
