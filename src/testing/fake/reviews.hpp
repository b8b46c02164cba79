#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "testing/fake/access.hpp"
#include "testing/fake/clock.hpp"
#include "testing/fake/resource.hpp"
#include "testing/fake/tokens.hpp"

// Kinds that are questions: what is created is answered and not stored.
// https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access

namespace k8s::testing::fake {

/// Those kinds. Where there are models of them, the models' tables count.
[[nodiscard]] std::vector<Resource> review_resources();

[[nodiscard]] bool is_review(const Resource& resource);

/// Whether somebody may do what the `spec` of a SubjectAccessReview asks about.
/// \param allows who can tell
[[nodiscard]] bool is_allowed(
    const json::object& spec, const Caller& caller, const ResourceRegistry& resources,
    const std::function<bool(const Caller& caller, const Route& route)>& allows);

/// Whom a review asks about, and who can tell.
struct ReviewContext {
  const Caller& caller;
  const ResourceRegistry& resources;
  const Clock& clock;
  /// Whether somebody may do something.
  std::function<bool(const Caller& caller, const Route& route)> allows{};
  /// Why he may, in words; empty if there is nothing to say.
  std::function<std::string(const Caller& caller, const Route& route)> reason_of{};
  /// Whom a token belongs to; nothing if to nobody.
  std::function<std::optional<TokenOwner>(const std::string& token,
                                          const std::vector<std::string>& audiences)>
      owner_of{};
  /// The rules about the caller, and whether they are all that decides.
  std::vector<AccessRule> rules{};
  bool rules_decide = true;
};

/// Fills in the status. \throws Refusal
[[nodiscard]] json::object answer_review(const Resource& resource, json::object question,
                                         const ReviewContext& context);

}  // namespace k8s::testing::fake
