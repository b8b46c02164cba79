#pragma once

#include <optional>
#include <stdexcept>

#include "testing/fake/cel/value.hpp"
#include "testing/fake/resource.hpp"

// What the expressions of a MutatingAdmissionPolicy make of an object.
// https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/

namespace k8s::testing::fake::policy {

/// A change that cannot be made; what() is what the server says.
class MutationError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Merges what an `Object{...}` configures into an object, as an apply does.
/// \param form the kind that the object is of
/// \throws MutationError
[[nodiscard]] json::object apply_configured(const json::object& object,
                                            const cel::Value& configured, const Resource& form);

/// Applies the operations of a list of `JSONPatch{...}`.
/// \returns nothing if an operation `test` does not hold
/// \throws MutationError
[[nodiscard]] std::optional<json::object> apply_operations(const json::object& object,
                                                           const cel::Value& operations);

}  // namespace k8s::testing::fake::policy
