#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <k8s/http.hpp>
#include <k8s/testing/fake_cluster.hpp>

#include "testing/fake/caller.hpp"
#include "testing/fake/route.hpp"
#include "testing/https_server.hpp"

// Who sends a request, and what it may do.
// https://kubernetes.io/docs/reference/access-authn-authz/authentication/

namespace k8s::testing::fake {

class Tokens;

/// Whether somebody may do something, and why, as far as that is told.
struct Verdict {
  bool allowed = false;
  std::string reason{};
};

/// Finds out who sends a request: by its certificate, or else by its token.
/// \throws Refusal for a token that it does not know, or an impersonation that is not allowed
[[nodiscard]] Caller authenticate(const detail::ServerRequest& request, const Tokens& tokens,
                                  std::chrono::sys_seconds now);

/// What callers may do who may not do everything. Thread-safe.
class Access {
 public:
  void allow(AccessRule rule);
  void set_authorizer(FakeCluster::Authorizer authorizer);
  void clear();
  /// The rules about somebody.
  [[nodiscard]] std::vector<AccessRule> rules_of(const Caller& caller) const;
  /// Whether nothing but the rules decides.
  [[nodiscard]] bool has_rules_alone() const;
  /// Whether the caller may do that; nothing if neither he nor the test says so.
  [[nodiscard]] std::optional<bool> decide(const Caller& caller, const Route& route) const;

 private:
  mutable std::mutex mutex_;
  std::vector<AccessRule> rules_;
  FakeCluster::Authorizer authorizer_;
};

/// What an authorizer is asked.
[[nodiscard]] AccessRequest access_request(const Caller& caller, const Route& route);

/// The caller may not do that, for a reason if one is known. \throws Refusal always
[[noreturn]] void refuse_access(const Caller& caller, const Route& route,
                                const std::string& reason);

}  // namespace k8s::testing::fake
