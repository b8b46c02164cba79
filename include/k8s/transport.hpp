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

/// What TLS connections are made with, as PEM text.
struct TlsMaterial {
  std::string ca_pem{};  // empty: the system's authorities
  std::string certificate_pem{};
  std::string key_pem{};
};

/// Gives what new connections are to be made with, where that may change: files that somebody
/// renews, a plugin. Implementations must be safe to call from any thread.
class K8S_EXPORT TlsSource {
 public:
  virtual ~TlsSource() = default;
  /// Asked before every request. The same object as long as nothing has changed: after a change no
  /// request is sent over a connection that was made before it.
  /// \throws ConfigError if there is nothing to be had
  [[nodiscard]] virtual std::shared_ptr<const TlsMaterial> material() = 0;
};

/// What the network transport needs of a Config, with every file read into memory.
struct CurlOptions {
  std::string server{};  // scheme, host, port, path prefix
  bool verify = true;
  std::string ca_pem{};  // empty: the system's authorities
  std::string certificate_pem{};
  std::string key_pem{};
  /// Wins over the three above.
  std::shared_ptr<TlsSource> tls_source{};
  std::string tls_server_name{};
  /// http, https or socks5; empty: none, whatever the environment says. A socks5 proxy resolves
  /// the server's name.
  std::string proxy_url{};
  /// Asks for answers in gzip.
  bool compression = true;
  std::string user_agent{};
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(10);
  /// The largest body that is read into memory; a stream has no limit.
  std::size_t max_body = std::size_t{2} << 30;
};

/// What the network transport needs of a configuration. Says once for each server in the log if
/// that server will not be verified.
/// \throws ConfigError if a file cannot be read or is not what it should be
[[nodiscard]] K8S_EXPORT CurlOptions curl_options(const Config& config);

/// A transport over libcurl: keep-alive connections shared by all threads, certificates and keys
/// from memory, gzip. Runs on the caller's thread. What a client does beside, such as retries and
/// tokens, is not its work:
///
///     Client client(config,
///     std::make_shared<Recorder>(make_curl_transport(curl_options(config))));
///
/// \throws ConfigError if the URL, a certificate or a key is not what it should be
[[nodiscard]] K8S_EXPORT std::shared_ptr<Transport> make_curl_transport(CurlOptions options);

}  // namespace k8s
