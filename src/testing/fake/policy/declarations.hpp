#pragma once

#include "testing/fake/cel/checker.hpp"

// The variables of the expressions of admission, and their types.
// https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/

namespace k8s::testing::fake::policy {

struct Declared {
  /// Whether `params` is there, which may be null.
  bool params = false;
  /// Whether `authorizer` and `authorizer.requestResource` are there.
  bool authorizer = true;
  /// Whether `Object`, `JSONPatch` and what belongs to them is there.
  bool patches = false;
};

/// The variables, but for `variables`, which a policy has of its own.
[[nodiscard]] cel::Variables declare(const Declared& declared);

}  // namespace k8s::testing::fake::policy
