#include "testing/fake/kinds/admission_expressions.hpp"

#include <cctype>
#include <set>
#include <string>

#include "ascii.hpp"
#include "testing/fake/kinds/expression.hpp"

namespace k8s::testing::fake {
namespace {

bool is_identifier(std::string_view text) {
  const auto is_letter = [](char c) {
    return c == '_' || std::isalpha(static_cast<unsigned char>(c)) != 0;
  };
  if (text.empty() || !is_letter(text.front())) return false;
  for (const char c : text) {
    if (!is_letter(c) && std::isdigit(static_cast<unsigned char>(c)) == 0) return false;
  }
  return !is_one_of(text,
                    {"true",     "false",   "null",      "in",       "as",  "break",  "const",
                     "continue", "else",    "for",       "function", "if",  "import", "let",
                     "loop",     "package", "namespace", "return",   "var", "void",   "while"});
}

void validate_text(const Part& part, std::string_view name) {
  const std::string_view text = part.text(name);
  if (!text.empty() && is_blank(text)) {
    part.errors().invalid(part.at(name), text, "must be non-empty if specified");
  }
}

}  // namespace

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\n\r\v\f") == text.npos;
}

void validate_match_conditions(const Part& holder, bool has_params) {
  constexpr std::size_t most = 64;
  FieldErrors& errors = holder.errors();
  if (holder.count("matchConditions") > most) {
    errors.too_many(holder.at("matchConditions"), holder.count("matchConditions"), most);
  }
  const policy::Compiler compiler(has_params, false);
  std::set<std::string, std::less<>> names;
  holder.each("matchConditions", [&](const Part& condition) {
    const std::string_view expression = trimmed(condition.text("expression"));
    if (expression.empty()) {
      errors.required(condition.at("expression"));
    } else {
      check_program(*compiler.compile(expression, {"bool"}).program, condition.at("expression"),
                    expression, errors);
    }
    const std::string_view name = condition.text("name");
    condition.require_name("name", &check_label_key);
    if (!name.empty() && !names.emplace(name).second) {
      errors.duplicate(condition.at("name"), name);
    }
  });
}

void validate_variables(const Part& spec, policy::Compiler& compiler) {
  spec.each("variables", [&](const Part& variable) {
    const std::string_view name = variable.text("name");
    if (is_blank(name)) {
      spec.errors().required(variable.at("name"), "name is not specified");
    } else if (!is_identifier(name)) {
      spec.errors().invalid(variable.at("name"), name, "must be a valid CEL identifier");
    }
    const std::string_view expression = variable.text("expression");
    if (is_blank(expression)) {
      return spec.errors().required(variable.at("expression"), "expression is not specified");
    }
    check_program(compiler.add_variable(std::string(name), expression), variable.at("expression"),
                  expression, spec.errors());
  });
}

void validate_validation(const Part& validation, const policy::Compiler& compiler) {
  const std::string_view expression = validation.text("expression");
  if (is_blank(expression)) {
    validation.errors().required(validation.at("expression"), "expression is not specified");
  } else {
    check_program(*compiler.compile(expression, {"bool"}).program, validation.at("expression"),
                  expression, validation.errors());
  }
  validate_text(validation, "messageExpression");
  const std::string_view computed = validation.text("messageExpression");
  if (!is_blank(computed)) {
    check_program(*compiler.compile(computed, {"string"}, {.authorizer = false}).program,
                  validation.at("messageExpression"), computed, validation.errors());
  }
  validate_text(validation, "message");
  const std::string_view message = validation.text("message");
  if (!is_blank(message) &&
      message.substr(0, message.find_last_not_of(" \t\n\r") + 1)
              .find('\n', message.find_first_not_of(" \t\n\r")) != message.npos) {
    validation.errors().invalid(validation.at("message"), message, "must not contain line breaks");
  }
  validation.choose("reason", {"Forbidden", "Invalid", "RequestEntityTooLarge"});
}

void validate_annotations(const Part& spec, std::string_view policy,
                          const policy::Compiler& compiler) {
  constexpr std::size_t most = 20;
  constexpr std::size_t longest_value = 5 * 1024;
  FieldErrors& errors = spec.errors();
  if (spec.count("auditAnnotations") > most) {
    errors.invalid(spec.at("auditAnnotations"), array_at(spec.object(), "auditAnnotations"),
                   "must not have more than 20 auditAnnotations");
  }
  std::set<std::string, std::less<>> keys;
  spec.each("auditAnnotations", [&](const Part& annotation) {
    const std::string_view key = annotation.text("key");
    if (policy.empty()) {
      errors.invalid(annotation.at("key"), key, "requires metadata.name be non-empty");
    } else {
      const std::string name = std::string(policy) + "/" + std::string(key);
      errors.invalid(annotation.at("key"), name, check_label_key(name));
    }
    const std::string_view value = trimmed(annotation.text("valueExpression"));
    if (value.empty()) {
      errors.required(annotation.at("valueExpression"), "valueExpression is not specified");
    } else if (value.size() > longest_value) {
      errors.required(annotation.at("valueExpression"), "must not exceed 5120 bytes in length");
    } else {
      check_program(*compiler.compile(value, {"string", "null_type"}).program,
                    annotation.at("valueExpression"), annotation.text("valueExpression"), errors);
    }
    if (!keys.emplace(key).second) errors.duplicate(annotation.at("key"), key);
  });
}

}  // namespace k8s::testing::fake
