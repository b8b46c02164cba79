#include "testing/fake/rule_validator.hpp"

#include "ascii.hpp"
#include "testing/fake/cel/schema_value.hpp"
#include "testing/fake/object.hpp"

namespace k8s::testing::fake {
namespace {

constexpr const char* out_of_budget =
    "validation failed due to running out of cost budget, no further validation rules will be run";
constexpr std::size_t longest_message = 5 * 1024;

/// Ends the evaluation of all rules.
struct Stop {};

}  // namespace

RuleValidator::Past RuleValidator::Past::key(std::string_view name) const {
  Past inner{.current = current, .parent = parent};
  if (old != nullptr && old->is_object()) inner.old = old->get_object().if_contains(name);
  if (!current.exists()) return inner;
  // An object is converted to another version with another apiVersion, which is no change.
  if (!parent.exists() && (name == "apiVersion" || name == "kind")) return {.old = inner.old};
  return {.old = inner.old, .current = current.key(name), .parent = current};
}

RuleValidator::Past RuleValidator::Past::index(const json::object& schema,
                                               const json::value& element,
                                               std::size_t index) const {
  Past inner{.current = current, .parent = parent};
  if (old != nullptr && old->is_array()) {
    inner.old = find_old_element(schema, element, old->get_array());
  }
  if (!current.exists()) return inner;
  return {.old = inner.old, .current = current.index(index), .parent = current};
}

bool RuleValidator::Past::is_unchanged() const {
  return current.exists() ? current.is_unchanged() : parent.is_unchanged();
}

void RuleValidator::validate(const SchemaRules& rules, const FieldPath& path,
                             const json::value& value, const json::value* old,
                             const Correlation& correlation) {
  try {
    visit(rules, path, value, {.old = old, .current = correlation});
  } catch (const Stop&) {
    return;
  }
}

void RuleValidator::visit(const SchemaRules& rules, const FieldPath& path, const json::value& value,
                          const Past& past) {
  if (value.is_null()) return;
  check_rules(rules, path, value, past);
  if (const json::object* const object = value.if_object()) {
    for (const auto& member : *object) {
      const std::string_view name = member.key();
      if (rules.others != nullptr) {
        visit(*rules.others, path.key(name), member.value(), past.key(name));
      }
      const auto property = rules.properties.find(name);
      if (property == rules.properties.end()) continue;
      visit(*property->second, path.child(name), member.value(), past.key(name));
    }
  } else if (const json::array* const list = value.if_array(); list && rules.items) {
    for (std::size_t i = 0; i < list->size(); ++i) {
      visit(*rules.items, path.index(i), (*list)[i], past.index(*rules.schema, (*list)[i], i));
    }
  }
}

bool RuleValidator::spend(std::uint64_t cost) {
  if (static_cast<std::int64_t>(cost) > budget_) return false;
  budget_ -= static_cast<std::int64_t>(cost);
  return true;
}

void RuleValidator::check_rules(const SchemaRules& rules, const FieldPath& path,
                                const json::value& value, const Past& past) {
  if (rules.rules.empty()) return;
  if (budget_ <= 0) {
    errors_.invalid(path, text_at(*rules.schema, "type"), out_of_budget);
    throw Stop();
  }
  cel::Bindings bindings{{"self", cel::schema_value(value, *rules.schema, rules.is_resource)}};
  cel::Bindings optional = bindings;
  optional["oldSelf"] = cel::no_optional();
  if (past.old != nullptr && !past.old->is_null()) {
    bindings["oldSelf"] = cel::schema_value(*past.old, *rules.schema, rules.is_resource);
    optional["oldSelf"] = cel::make_optional(bindings["oldSelf"]);
  }
  const bool has_old = bindings.contains("oldSelf");
  for (const ValidationRule& rule : rules.rules) {
    if (rule.uses_old() && !has_old && !rule.has_optional_old()) continue;
    check_rule(rule, rules, path, value, past, rule.has_optional_old() ? optional : bindings);
  }
}

void RuleValidator::check_rule(const ValidationRule& rule, const SchemaRules& rules,
                               const FieldPath& path, const json::value& value, const Past& past,
                               const cel::Bindings& bindings) {
  const std::string_view type = text_at(*rules.schema, "type");
  if (!rule.program().problem().empty()) {
    return errors_.invalid(path, type, "rule compile error: " + rule.program().problem());
  }
  const cel::Evaluation evaluation = rule.program().run(bindings);
  if (!spend(evaluation.cost)) {
    errors_.invalid(path, type, out_of_budget);
    throw Stop();
  }
  if (const auto* const error = std::get_if<cel::Error>(&evaluation.value)) {
    return fail_evaluation(rule, path, type, error->message);
  }
  const auto* const holds = std::get_if<bool>(&evaluation.value);
  if (holds != nullptr && *holds) return;
  fail(rule, rules, path, value, past, bindings);
}

void RuleValidator::fail_evaluation(const ValidationRule& rule, const FieldPath& path,
                                    std::string_view type, const std::string& error) {
  if (error.starts_with("no such overload")) {
    return errors_.invalid(path, type,
                           "'" + error +
                               "': call arguments did not match a supported operator, function or "
                               "macro signature for rule: " +
                               rule.name());
  }
  if (error != cel::cost_exceeded) {
    return errors_.invalid(path, type, error + " evaluating rule: " + rule.name());
  }
  errors_.invalid(path, type,
                  "'" + error +
                      "': no further validation rules will be run due to call cost exceeds limit "
                      "for rule: " +
                      rule.name());
  throw Stop();
}

std::string RuleValidator::computed_message(const ValidationRule& rule,
                                            const cel::Bindings& bindings) {
  const auto& program = rule.message_program();
  if (!program || !program->problem().empty()) return "";
  const cel::Evaluation evaluation = program->run(bindings);
  const auto* const text = std::get_if<std::string>(&evaluation.value);
  if (!spend(evaluation.cost) || text == nullptr) return "";
  std::string message(trimmed(*text));
  const bool fits = message.size() <= longest_message && message.find('\n') == message.npos;
  return fits ? message : "";
}

void RuleValidator::fail(const ValidationRule& rule, const SchemaRules& rules,
                         const FieldPath& path, const json::value& value, const Past& past,
                         const cel::Bindings& bindings) {
  std::string message = computed_message(rule, bindings);
  if (message.empty()) message = rule.message();
  const std::string_view type = text_at(*rules.schema, "type");
  const bool is_omitted = type == "object" || type == "array";
  const BadValue shown = is_omitted ? BadValue::omitted() : BadValue(value);
  const FieldPath field = rule.field().empty() ? path : path.child(rule.field());
  FieldErrors found;
  if (rule.reason() == "FieldValueForbidden") {
    found.forbidden(field, message);
  } else if (rule.reason() == "FieldValueRequired") {
    found.required(field, message);
  } else if (rule.reason() == "FieldValueDuplicate") {
    found.duplicate(field, shown);
  } else {
    found.invalid(field, shown, message);
  }
  if (rule.uses_old() || !past.is_unchanged()) return errors_.append(found);
  warnings_.push_back(found.text());
}

}  // namespace k8s::testing::fake
