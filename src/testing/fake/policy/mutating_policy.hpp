#pragma once

#include <string>
#include <vector>

#include "testing/fake/policy/conditions.hpp"

namespace k8s::testing::fake::policy {

/// A MutatingAdmissionPolicy, compiled.
/// https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/
///
/// Thread safety: may be evaluated by several threads.
class MutatingPolicy {
 public:
  explicit MutatingPolicy(const json::object& policy);

  /// Whether it looks again at what policies after it have changed.
  [[nodiscard]] bool is_reinvoked() const noexcept { return is_reinvoked_; }

  /// Decides on a request.
  [[nodiscard]] ConditionResult applies(const Inputs& inputs) const {
    return evaluate_conditions(conditions_, inputs, compiler_.variables());
  }

  [[nodiscard]] std::size_t size() const noexcept { return mutations_.size(); }
  /// Makes one of its changes.
  /// \param form the kind that the object is of
  /// \returns the object; null if it stays as it is
  /// \throws MutationError
  [[nodiscard]] ObjectPtr mutate(std::size_t index, const Inputs& inputs,
                                 const Resource& form) const;

 private:
  struct Mutation {
    Expression expression{};
    bool is_patch = false;
  };

  Compiler compiler_;
  bool is_reinvoked_;
  std::vector<Expression> conditions_;
  std::vector<Mutation> mutations_;
};

}  // namespace k8s::testing::fake::policy
