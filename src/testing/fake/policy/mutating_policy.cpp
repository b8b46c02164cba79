#include "testing/fake/policy/mutating_policy.hpp"

#include <optional>
#include <utility>

#include "testing/fake/policy/mutation.hpp"

namespace k8s::testing::fake::policy {

MutatingPolicy::MutatingPolicy(const json::object& policy)
    : compiler_(find(policy, {"spec", "paramKind"}) != nullptr, true),
      is_reinvoked_(text_at(policy, {"spec", "reinvocationPolicy"}) == "IfNeeded") {
  const json::object& spec = object_at(policy, "spec");
  add_variables(spec, compiler_);
  conditions_ = compile_conditions(spec, compiler_);
  const json::array& mutations = array_at(spec, "mutations");
  for (std::size_t i = 0; i < mutations.size(); ++i) {
    const json::object& mutation = element_at(mutations, i);
    const bool is_patch = text_at(mutation, "patchType") == "JSONPatch";
    const char* const holder = is_patch ? "jsonPatch" : "applyConfiguration";
    mutations_.push_back(
        {compile_mutation(text_at(mutation, {holder, "expression"}), is_patch, compiler_),
         is_patch});
  }
}

ObjectPtr MutatingPolicy::mutate(std::size_t index, const Inputs& inputs,
                                 const Resource& form) const {
  const Mutation& mutation = mutations_[index];
  const std::string& problem = mutation.expression.program->problem();
  if (!problem.empty()) throw MutationError(problem);
  Evaluated result;
  try {
    Activation activation(inputs, compiler_.variables(), Activation::usual_budget);
    result = activation.evaluate(mutation.expression);
  } catch (const OutOfBudget& error) {
    throw MutationError(error.what());
  }
  if (!result.error.empty()) throw MutationError(result.error);
  const json::object& object = *inputs.attributes.object;
  std::optional<json::object> changed =
      mutation.is_patch ? apply_operations(object, result.value)
                        : std::optional(apply_configured(object, result.value, form));
  return changed ? std::make_shared<const json::object>(*std::move(changed)) : nullptr;
}

}  // namespace k8s::testing::fake::policy
