#pragma once

#include <memory>
#include <string>

#include <openssl/ssl.h>

namespace k8s::detail {

/// Listens to OpenSSL while it shakes hands, to say in words of people why that failed: libcurl
/// passes on only "unable to get local issuer certificate".
class TlsReport {
 public:
  TlsReport();
  ~TlsReport();
  TlsReport(const TlsReport&) = delete;
  TlsReport& operator=(const TlsReport&) = delete;

  /// Listens to all connections of `context`, which may outlive the report.
  /// \param verify whether the server's certificate is to be verified
  void listen(SSL_CTX* context, bool verify);
  /// Knows from now on what another report has heard of this connection, and hears.
  void follow(SSL* connection);

  /// Why the server's certificate was refused; empty if it was not.
  /// \param server for the text: "https://10.0.0.1:6443"
  /// \param host the name that the certificate had to have, without brackets
  /// \param ca_pem what was trusted; empty means the system's authorities
  [[nodiscard]] std::string problem_of_server(const std::string& server, const std::string& host,
                                              const std::string& ca_pem) const;
  /// Why the server refused our certificate, or that we sent none; empty if it did not.
  /// \param certificate_pem ours
  [[nodiscard]] std::string problem_of_client(const std::string& server,
                                              const std::string& certificate_pem) const;

 private:
  class Listener;
  std::shared_ptr<Listener> listener_;
};

}  // namespace k8s::detail
