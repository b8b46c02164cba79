#pragma once

#include <string>
#include <vector>

#include "testing/fake/policy/activation.hpp"

namespace k8s::testing::fake::policy {

/// Whether a request meets all `matchConditions` of a policy.
struct ConditionResult {
  bool matches = true;
  /// Why that cannot be told; then the policy's `failurePolicy` says what becomes of the request.
  std::string error{};
};

/// Compiles `spec.matchConditions`.
[[nodiscard]] std::vector<Expression> compile_conditions(const json::object& spec,
                                                         const Compiler& compiler);

/// One that does not hold decides, even if others cannot be evaluated.
[[nodiscard]] ConditionResult evaluate_conditions(const std::vector<Expression>& conditions,
                                                  const Inputs& inputs,
                                                  const std::vector<Variable>& variables);

}  // namespace k8s::testing::fake::policy
