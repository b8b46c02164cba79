#pragma once

#include <string>
#include <vector>

#include "testing/fake/policy/conditions.hpp"

namespace k8s::testing::fake::policy {

/// Why a policy does not let a request pass.
struct Denial {
  std::string message{};
  /// "Invalid" if it is empty.
  std::string reason{};
  /// Whether the binding has no say in what becomes of it.
  bool always = false;
};

/// A ValidatingAdmissionPolicy, compiled.
/// https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
///
/// Thread safety: may be evaluated by several threads.
class ValidatingPolicy {
 public:
  explicit ValidatingPolicy(const json::object& policy);

  /// What is wrong with a request that it is for; nothing if the request may pass.
  [[nodiscard]] std::vector<Denial> validate(const Inputs& inputs) const;

 private:
  struct Validation {
    Expression expression{};
    Expression message_expression{};  // without a program if there is none
    std::string message{};
    std::string reason{};
  };

  void run_validations(const Inputs& inputs, std::vector<Denial>& denials) const;
  /// What messageExpressions say, those that say nothing included.
  [[nodiscard]] std::vector<std::string> messages(const Inputs& inputs, std::int64_t budget) const;
  void run_annotations(const Inputs& inputs, std::vector<Denial>& denials) const;
  /// An error counts unless the policy is to be ignored then.
  void fail(std::string error, std::vector<Denial>& denials, bool always = false) const;

  Compiler compiler_;
  bool ignores_failures_;
  std::vector<Expression> conditions_;
  std::vector<Validation> validations_;
  std::vector<Expression> annotations_;
};

}  // namespace k8s::testing::fake::policy
