#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include <k8s/config.hpp>

#include "auth/kubeconfig.hpp"
#include "auth/renewing_source.hpp"

namespace k8s::auth {

/// An OpenID Connect provider as the `auth-provider` of a kubeconfig's user describes it, with the
/// tokens that stand there.
/// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#using-kubectl
struct OidcProvider {
  /// Where it was described, for errors.
  std::string file{};
  std::size_t line = 0;
  std::string user{};

  std::string issuer_url{};
  std::string client_id{};
  std::string client_secret{};
  std::string id_token{};
  std::string refresh_token{};
  /// Path or PEM; empty means the system's authorities.
  std::string ca{};
  /// All that stands in its `config`, of which this library does not know everything.
  std::map<std::string, std::string> config{};

  /// Throws a ConfigError that names file, line and user.
  [[noreturn]] void fail(std::string_view problem) const;
};

/// \param user has an auth-provider
/// \throws ConfigError naming file, line and user, for any other provider too
[[nodiscard]] OidcProvider read_oidc(const Entry& user);

/// \throws ConfigError if it has neither an id token that says when it expires nor a refresh token
void check_tokens(const OidcProvider& provider);

/// When an id token expires; nothing if it is no JWT that says so.
[[nodiscard]] std::optional<std::chrono::system_clock::time_point> expiry_of(
    const std::string& id_token);

/// Asks the provider for a new id token, and notes the refresh token that comes with it, if one
/// does.
/// \throws ConfigError, TransportError, Stopped
[[nodiscard]] Credentials refresh(OidcProvider& provider, const std::stop_token& stop);

/// Id tokens, refreshed before they expire. New tokens stay in memory: the kubeconfig is as it was.
class OidcSource final : public RenewingSource {
 public:
  explicit OidcSource(const OidcProvider& provider,
                      std::shared_ptr<detail::Clock> clock = detail::real_clock());

  /// As it was described, with the tokens of now.
  [[nodiscard]] OidcProvider provider() const;

 private:
  class State;
  OidcSource(std::shared_ptr<State> state, std::shared_ptr<detail::Clock> clock);

  std::shared_ptr<State> state_;
};

}  // namespace k8s::auth
