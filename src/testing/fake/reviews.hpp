#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/access.hpp"
#include "testing/fake/clock.hpp"
#include "testing/fake/rbac.hpp"
#include "testing/fake/resource.hpp"
#include "testing/fake/tokens.hpp"

// Kinds that are questions: what is created is answered and not stored.
// https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access

namespace k8s::testing::fake {

/// Those kinds. Where there are models of them, the models' tables count.
[[nodiscard]] std::vector<Resource> review_resources();

[[nodiscard]] bool is_review(const Resource& resource);

/// Tells whether somebody may do something.
using Decider = std::function<Verdict(const Caller& caller, const Route& route)>;

/// Whether somebody may do what the `spec` of a SubjectAccessReview asks about.
[[nodiscard]] Verdict decide_access(const json::object& spec, const Caller& caller,
                                    const ResourceRegistry& resources, const Decider& decide);

/// Whom a review asks about, and who can tell.
struct ReviewContext {
  const Caller& caller;
  const ResourceRegistry& resources;
  const Clock& clock;
  Decider decide{};
  /// Whom a token belongs to; nothing if to nobody.
  std::function<std::optional<TokenOwner>(const std::string& token,
                                          const std::vector<std::string>& audiences)>
      owner_of{};
  /// The rules about the caller, and whether they are all that decides.
  std::vector<AccessRule> rules{};
  bool rules_decide = true;
  /// What roles allow the caller in a namespace.
  std::function<BoundRules(std::string_view namespace_)> bound_rules{};
};

/// Fills in the status. \throws Refusal
[[nodiscard]] json::object answer_review(const Resource& resource, json::object question,
                                         const ReviewContext& context);

}  // namespace k8s::testing::fake
