#include "testing/fake/policy/conditions.hpp"

#include <algorithm>

namespace k8s::testing::fake::policy {
namespace {

/// Several errors as one, as the server joins them.
std::string joined(const std::vector<std::string>& errors) {
  std::vector<std::string> different;
  std::string all;
  for (const std::string& each : errors) {
    if (std::ranges::find(different, each) != different.end()) continue;
    different.push_back(each);
    all += (all.empty() ? "" : ", ") + each;
  }
  return different.size() > 1 ? "[" + all + "]" : all;
}

}  // namespace

std::vector<Expression> compile_conditions(const json::object& spec, const Compiler& compiler) {
  std::vector<Expression> conditions;
  const json::array& all = array_at(spec, "matchConditions");
  for (std::size_t i = 0; i < all.size(); ++i) {
    conditions.push_back(compiler.compile(text_at(element_at(all, i), "expression"), {"bool"}));
  }
  return conditions;
}

ConditionResult evaluate_conditions(const std::vector<Expression>& conditions, const Inputs& inputs,
                                    const std::vector<Variable>& variables) {
  constexpr std::int64_t budget = 2'500'000;
  if (conditions.empty()) return {};
  Inputs seen = inputs;
  seen.namespace_object = nullptr;  // conditions do not see it
  std::vector<std::string> errors;
  bool matches = true;
  try {
    Activation activation(seen, variables, budget);
    for (const Expression& condition : conditions) {
      Evaluated result = activation.evaluate(condition);
      if (!result.error.empty()) {
        errors.push_back(std::move(result.error));
      } else if (const auto* const holds = std::get_if<bool>(&result.value); holds && !*holds) {
        matches = false;
      }
    }
  } catch (const OutOfBudget& error) {
    return {.error = error.what()};
  }
  if (!matches) return {.matches = false};
  return {.error = joined(errors)};
}

}  // namespace k8s::testing::fake::policy
