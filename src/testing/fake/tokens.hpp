#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/access.hpp"
#include "testing/fake/object.hpp"

namespace k8s::testing::fake {

/// What a TokenRequest asks for.
/// https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/
struct TokenClaims {
  std::string namespace_{};
  std::string service_account{};
  std::string uid{};  // of the account
  std::string id{};   // of the token
  std::vector<std::string> audiences{};
  std::chrono::sys_seconds issued{};
  std::chrono::seconds lifetime{0};
};

/// Whom the server's own tokens are for.
inline constexpr const char* server_audience = "https://kubernetes.default.svc";

/// Whose a token is.
struct TokenOwner {
  Caller caller{};
  std::vector<std::string> audiences{};  // of those that were asked for
};

/// The bearer tokens that the server takes: the administrator's, and those of service accounts.
///
/// Thread safety: every member may be called from any thread.
class Tokens {
 public:
  explicit Tokens(std::string admin) : admin_(std::move(admin)) {}

  [[nodiscard]] std::string admin() const;
  /// Gives the administrator another one and forgets the one he had.
  void replace_admin(std::string admin);
  [[nodiscard]] std::string issue(const TokenClaims& claims);
  /// Nothing if the server does not know the token, or no more, or it is for none of the audiences.
  [[nodiscard]] std::optional<TokenOwner> owner_of(const std::string& token,
                                                   std::chrono::sys_seconds now,
                                                   const std::vector<std::string>& audiences = {
                                                       server_audience}) const;

 private:
  struct Issued {
    TokenOwner owner{};
    std::chrono::sys_seconds expires{};
  };

  mutable std::mutex mutex_;
  std::string admin_;
  std::map<std::string, Issued> issued_;
};

}  // namespace k8s::testing::fake
