#include "testing/fake/policy/validating_policy.hpp"

#include <utility>

#include "ascii.hpp"

namespace k8s::testing::fake::policy {
namespace {

constexpr std::size_t longest_message = 5 * 1024;

bool is_true(const cel::Value& value) {
  const auto* const flag = std::get_if<bool>(&value);
  return flag != nullptr && *flag;
}

/// A message that an expression gives; empty if it will not do.
std::string usable(const cel::Value& value) {
  const auto* const text = std::get_if<std::string>(&value);
  if (text == nullptr) return "";
  std::string message(trimmed(*text));
  const bool fits = message.size() <= longest_message && message.find('\n') == message.npos;
  return fits ? message : "";
}

}  // namespace

ValidatingPolicy::ValidatingPolicy(const json::object& policy)
    : compiler_(find(policy, {"spec", "paramKind"}) != nullptr, true),
      ignores_failures_(text_at(policy, {"spec", "failurePolicy"}) == "Ignore") {
  const json::object& spec = object_at(policy, "spec");
  const auto each = [&spec](const char* name, const auto& use) {
    const json::array& all = array_at(spec, name);
    for (std::size_t i = 0; i < all.size(); ++i) use(element_at(all, i));
  };
  add_variables(spec, compiler_);
  conditions_ = compile_conditions(spec, compiler_);
  each("validations", [this](const json::object& validation) {
    Validation compiled{
        .expression = compiler_.compile(text_at(validation, "expression"), {"bool"}),
        .message = std::string(text_at(validation, "message")),
        .reason = std::string(text_at(validation, "reason"))};
    if (const std::string_view message = text_at(validation, "messageExpression");
        !message.empty()) {
      compiled.message_expression = compiler_.compile(message, {"string"}, {.authorizer = false});
    }
    validations_.push_back(std::move(compiled));
  });
  each("auditAnnotations", [this](const json::object& annotation) {
    annotations_.push_back(
        compiler_.compile(text_at(annotation, "valueExpression"), {"string", "null_type"}));
  });
}

void ValidatingPolicy::fail(std::string error, std::vector<Denial>& denials, bool always) const {
  if (!ignores_failures_) denials.push_back({.message = std::move(error), .always = always});
}

std::vector<Denial> ValidatingPolicy::validate(const Inputs& inputs) const {
  std::vector<Denial> denials;
  const ConditionResult conditions =
      evaluate_conditions(conditions_, inputs, compiler_.variables());
  if (!conditions.error.empty()) {
    fail(conditions.error, denials);
    return denials;
  }
  if (!conditions.matches) return denials;
  try {
    run_validations(inputs, denials);
    run_annotations(inputs, denials);
  } catch (const OutOfBudget& error) {
    denials.clear();
    fail(error.what(), denials);
  }
  return denials;
}

void ValidatingPolicy::run_validations(const Inputs& inputs, std::vector<Denial>& denials) const {
  Activation activation(inputs, compiler_.variables(), Activation::usual_budget);
  std::vector<Evaluated> results;
  for (const Validation& each : validations_)
    results.push_back(activation.evaluate(each.expression));
  std::vector<std::string> computed;
  std::string message_problem;
  try {
    computed = messages(inputs, activation.budget());
  } catch (const OutOfBudget& error) {
    message_problem = std::string("failed messageExpression: ") + error.what();
  }
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (!results[i].error.empty()) {
      fail(results[i].error, denials);
    } else if (!message_problem.empty()) {
      fail(message_problem, denials);
    } else if (!is_true(results[i].value)) {
      const Validation& broken = validations_[i];
      std::string message = computed[i];
      if (message.empty()) message = trimmed(broken.message);
      if (message.empty()) {
        message.append("failed expression: ").append(trimmed(broken.expression.source));
      }
      denials.push_back({.message = std::move(message), .reason = broken.reason});
    }
  }
}

std::vector<std::string> ValidatingPolicy::messages(const Inputs& inputs,
                                                    std::int64_t budget) const {
  Inputs seen = inputs;
  seen.authorize = nullptr;
  Activation activation(seen, compiler_.variables(), budget);
  std::vector<std::string> texts;
  for (const Validation& each : validations_) {
    const bool has_one = each.message_expression.program != nullptr;
    texts.push_back(has_one ? usable(activation.evaluate(each.message_expression).value) : "");
  }
  return texts;
}

void ValidatingPolicy::run_annotations(const Inputs& inputs, std::vector<Denial>& denials) const {
  if (annotations_.empty()) return;
  // Nobody reads an audit log here; what counts is whether a value can be computed.
  Inputs seen = inputs;
  seen.authorize = nullptr;
  Activation activation(seen, compiler_.variables(), Activation::usual_budget);
  for (const Expression& each : annotations_) {
    const Evaluated result = activation.evaluate(each);
    if (!result.error.empty()) fail(result.error, denials, true);
  }
}

}  // namespace k8s::testing::fake::policy
