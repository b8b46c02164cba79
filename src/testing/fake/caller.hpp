#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/go_json.hpp"

namespace k8s::testing::fake {

/// The group whose members may do everything.
inline constexpr const char* masters = "system:masters";

/// What `extra` calls that by which a caller is known: a certificate, a token.
inline constexpr const char* credential_id = "authentication.kubernetes.io/credential-id";

/// Who sends a request.
struct Caller {
  std::string user = "system:anonymous";
  std::vector<std::string> groups{};
  std::string uid{};
  /// What else the server was told of it, each with its values.
  std::map<std::string, std::vector<std::string>> extra{};

  [[nodiscard]] bool may_do_everything() const;
};

/// The groups of a service account, by the name of its user; none if the user is none.
[[nodiscard]] std::vector<std::string> groups_of_account(std::string_view user);

/// Those that the caller is said to be in, and the one that everybody is in who is known, or not.
[[nodiscard]] std::vector<std::string> all_groups(const Caller& caller);

/// A caller as the API shows it: the groups that everybody is in among the others.
/// https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-review-v1/
[[nodiscard]] json::object user_info(const Caller& caller);

}  // namespace k8s::testing::fake
