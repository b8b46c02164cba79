#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace k8s::testing::detail {

/// A certificate and its private key (PKCS #8), both as PEM.
struct KeyPair {
  std::string certificate_pem{};
  std::string key_pem{};
};

/// An RSA key as PEM: what a kube-apiserver signs and verifies service-account tokens with.
struct SigningKey {
  std::string private_pem{};
  std::string public_pem{};
};

/// When a certificate is good, counted from now. It begins an hour ago by default, since clocks
/// differ. `{.begins = -48h, .ends = -24h}` has expired.
struct Validity {
  std::chrono::seconds begins = -std::chrono::hours(1);
  std::chrono::seconds ends = std::chrono::hours(24 * 365);
};

/// The SHA-256 of a text, in hexadecimal.
[[nodiscard]] std::string sha256_hex(std::string_view text);

/// A certificate authority in memory, for clusters that live as long as a test.
///
/// Thread safety: const members may be called from any thread. Copies share the same key.
/// Every member throws std::runtime_error with OpenSSL's words if OpenSSL fails.
class CertificateAuthority {
 public:
  /// Makes a new EC P-256 key and a self-signed certificate.
  explicit CertificateAuthority(std::string common_name, Validity validity = {});

  /// The authority's own certificate.
  [[nodiscard]] const std::string& pem() const noexcept;

  /// A certificate for a server that is reached under these names, each a DNS name or an IP
  /// address of either family; the first is also the common name.
  /// \throws std::invalid_argument if there is no name
  [[nodiscard]] KeyPair issue_server(const std::vector<std::string>& dns_names_and_ips,
                                     Validity validity = {}) const;

  /// A certificate for a user. Kubernetes takes the common name as the user's name and the
  /// organizations as groups:
  /// https://kubernetes.io/docs/reference/access-authn-authz/authentication/
  [[nodiscard]] KeyPair issue_client(const std::string& common_name,
                                     const std::vector<std::string>& organizations = {},
                                     Validity validity = {}) const;

 private:
  class State;
  std::shared_ptr<const State> state_;
};

/// Makes a new RSA key of 2048 bits. \throws std::runtime_error if OpenSSL fails
[[nodiscard]] SigningKey make_signing_key();

}  // namespace k8s::testing::detail
