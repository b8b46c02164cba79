#pragma once

#include <k8s/config.hpp>

#include "http/policy.hpp"

namespace k8s::detail {

/// Adds the headers that ask the server to treat a request as somebody else's, unless the request
/// brings its own.
/// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
class ImpersonationPolicy : public Policy {
 public:
  /// \throws ConfigError if a name cannot stand in a header, or if there is no user
  explicit ImpersonationPolicy(const Impersonation& whom);
  Response send(Request& request, const Next& next) const override;

 private:
  Headers headers_;
};

}  // namespace k8s::detail
