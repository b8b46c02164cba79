#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include <k8s/config.hpp>

#include "http/policy.hpp"

namespace k8s::detail {

/// Sets the Authorization header; nothing else does. A token source wins over a token, a token over
/// username and password.
///
/// After a 401 the source is told that its token was refused, once for all requests that were sent
/// with it, and the request is sent once more if there is another token or certificate. A 403 is
/// never answered with other credentials.
///
/// An answer that repeats the credentials has them removed, as it may be quoted in errors.
class AuthPolicy : public Policy {
 public:
  /// \throws ConfigError if the token or the username cannot stand in a header
  explicit AuthPolicy(const Config& config);
  Response send(Request& request, const Next& next) const override;

 private:
  Response send_with_source(Request& request, const Next& next) const;
  [[nodiscard]] std::uint64_t refusals() const;
  void tell_refused(const std::string& token, std::uint64_t refusals_when_sent) const;
  void note_given(const std::string& token, bool after_refusal) const;

  std::shared_ptr<TokenSource> source_;
  /// Null if the certificate never changes.
  std::shared_ptr<CertificateSource> certificates_;
  std::shared_ptr<Metrics> metrics_;
  /// The scheme and what follows it, if there is no source: "Basic dTpw".
  std::string fixed_;

  mutable std::mutex mutex_;
  mutable std::uint64_t refusals_ = 0;
  mutable std::string last_refused_;
  mutable std::string last_given_;  // known only where there are metrics
};

}  // namespace k8s::detail
