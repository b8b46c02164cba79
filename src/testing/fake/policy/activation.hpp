#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "testing/fake/policy/attributes.hpp"
#include "testing/fake/policy/compiler.hpp"

namespace k8s::testing::fake::policy {

/// What the expressions of a policy are evaluated with.
struct Inputs {
  const Attributes& attributes;
  /// The version of the kind that the policy means.
  const Resource& resource;
  ObjectPtr params{};            // null if there are none
  ObjectPtr namespace_object{};  // null if the kind has none
  cel::Authorize authorize{};
};

/// No expression of a policy is evaluated any more, since those before have cost too much.
class OutOfBudget : public std::runtime_error {
 public:
  OutOfBudget()
      : std::runtime_error(
            "validation failed due to running out of cost budget, no further validation rules will "
            "be run") {}
};

/// What becomes of an expression: a value, or why there is none.
struct Evaluated {
  cel::Value value{};
  std::string error{};
};

/// The values of the variables in one request. What a policy's own variables are is computed when
/// they are asked for, once.
class Activation {
 public:
  static constexpr std::int64_t usual_budget = 10'000'000;

  /// \param budget what all expressions together may cost, in CEL's units
  Activation(const Inputs& inputs, const std::vector<Variable>& variables, std::int64_t budget);
  Activation(const Activation&) = delete;
  Activation& operator=(const Activation&) = delete;

  /// \throws OutOfBudget
  [[nodiscard]] Evaluated evaluate(const Expression& expression);
  [[nodiscard]] std::int64_t budget() const noexcept { return budget_; }

 private:
  [[nodiscard]] const cel::Value* variable(const std::string& name);
  void spend(std::uint64_t cost);

  const std::vector<Variable>& variables_;
  cel::Bindings bindings_;
  std::map<std::string, cel::Value> computed_;  // variables
  std::uint64_t cost_of_variables_ = 0;
  std::int64_t budget_;
};

}  // namespace k8s::testing::fake::policy
