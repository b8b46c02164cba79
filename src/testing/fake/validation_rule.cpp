#include "testing/fake/validation_rule.hpp"

#include "ascii.hpp"
#include "testing/fake/cel/cost_estimate.hpp"
#include "testing/fake/object.hpp"
#include "testing/fake/rule_path.hpp"

namespace k8s::testing::fake {
namespace {

cel::Variables variables_of(const cel::SchemaType& type, bool has_optional_old) {
  return {{"self", type.type},
          {"oldSelf", has_optional_old ? cel::optional_of(type.type) : type.type}};
}

}  // namespace

ValidationRule::ValidationRule(const json::object& rule, const json::object& schema,
                               const cel::SchemaType& type)
    : rule_(text_at(rule, "rule")),
      message_(text_at(rule, "message")),
      reason_(text_at(rule, "reason")),
      has_optional_old_(flag_at(rule, "optionalOldSelf")),
      type_(std::make_shared<const cel::SchemaType>(type)),
      program_(rule_, variables_of(type, has_optional_old_), cel::Kind::boolean) {
  const std::string_view expression = text_at(rule, "messageExpression");
  if (program_.problem().empty() && !expression.empty()) {
    message_program_.emplace(expression, variables_of(type, has_optional_old_), cel::Kind::text);
  }
  const std::string_view path = text_at(rule, "fieldPath");
  if (path.empty()) return;
  if (const auto field = parse_rule_path(path, schema)) field_ = field->text();
}

std::string ValidationRule::message() const {
  return message_.empty() ? "failed rule: " + std::string(trimmed(rule_))
                          : std::string(trimmed(message_));
}

std::string ValidationRule::name() const {
  return std::string(trimmed(message_.empty() ? rule_ : message_));
}

std::uint64_t ValidationRule::cost() const {
  return program_.problem().empty() ? cel::estimate_cost(program_.expression(), *type_) : 0;
}

std::uint64_t ValidationRule::message_cost() const {
  const bool has_one = message_program_ && message_program_->problem().empty();
  return has_one ? cel::estimate_cost(message_program_->expression(), *type_) : 0;
}

}  // namespace k8s::testing::fake
