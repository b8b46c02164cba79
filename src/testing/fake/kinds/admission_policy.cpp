// ValidatingAdmissionPolicy, MutatingAdmissionPolicy and their bindings, but for what expressions
// mean.
// https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/

#include <cctype>
#include <set>
#include <string>

#include "testing/fake/kinds/admission_rules.hpp"
#include "testing/fake/kinds/kinds.hpp"

namespace k8s::testing::fake {
namespace {

void set_policy_defaults(json::object& policy) {
  json::object& spec = ensure_object(policy, "spec");
  set_default(spec, "failurePolicy", "Fail");
  default_match_resources(spec, "matchConstraints");
}

void set_binding_defaults(json::object& binding) {
  default_match_resources(ensure_object(binding, "spec"), "matchResources");
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\n\r\v\f") == text.npos;
}

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

void validate_matches(const Part& spec) {
  spec.choose("failurePolicy", {"Fail", "Ignore"});
  if (spec.has("paramKind")) validate_param_kind(spec.child("paramKind"));
  if (spec.require_member("matchConstraints")) {
    const Part match = spec.child("matchConstraints");
    validate_match_resources(match);
    match.require("resourceRules");
  }
}

void validate_variables(const Part& spec) {
  spec.each("variables", [&](const Part& variable) {
    const std::string_view name = variable.text("name");
    if (is_blank(name)) {
      spec.errors().required(variable.at("name"), "name is not specified");
    } else if (!is_identifier(name)) {
      spec.errors().invalid(variable.at("name"), name, "must be a valid CEL identifier");
    }
    if (is_blank(variable.text("expression"))) {
      spec.errors().required(variable.at("expression"), "expression is not specified");
    }
  });
}

void validate_text(const Part& part, std::string_view name) {
  const std::string_view text = part.text(name);
  if (!text.empty() && is_blank(text)) {
    part.errors().invalid(part.at(name), text, "must be non-empty if specified");
  }
}

void validate_validation(const Part& validation) {
  if (is_blank(validation.text("expression"))) {
    validation.errors().required(validation.at("expression"), "expression is not specified");
  }
  validate_text(validation, "messageExpression");
  validate_text(validation, "message");
  const std::string_view message = validation.text("message");
  if (!is_blank(message) &&
      message.substr(0, message.find_last_not_of(" \t\n\r") + 1)
              .find('\n', message.find_first_not_of(" \t\n\r")) != message.npos) {
    validation.errors().invalid(validation.at("message"), message, "must not contain line breaks");
  }
  validation.choose("reason", {"Forbidden", "Invalid", "RequestEntityTooLarge"});
}

void validate_annotations(const Part& spec, std::string_view policy) {
  constexpr std::size_t most = 20;
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
    if (is_blank(annotation.text("valueExpression"))) {
      errors.required(annotation.at("valueExpression"), "valueExpression is not specified");
    }
    if (!keys.emplace(key).second) errors.duplicate(annotation.at("key"), key);
  });
}

void validate_validating(const json::object& policy, FieldErrors& errors) {
  constexpr const char* one = "validations or auditAnnotations must contain at least one item";
  const Part spec{object_at(policy, "spec"), "spec", errors};
  validate_matches(spec);
  validate_match_conditions(spec);
  validate_variables(spec);
  if (spec.count("validations") == 0 && spec.count("auditAnnotations") == 0) {
    spec.require("validations", one);
    spec.require("auditAnnotations", one);
    return;
  }
  spec.each("validations", &validate_validation);
  validate_annotations(spec, name_of(policy));
}

void validate_mutation(const Part& mutation) {
  if (!mutation.require("patchType")) return;
  const std::string_view type = mutation.text("patchType");
  mutation.choose("patchType", {"ApplyConfiguration", "JSONPatch"});
  if (type != "ApplyConfiguration" && type != "JSONPatch") return;
  const bool applies = type == "ApplyConfiguration";
  const char* const own = applies ? "applyConfiguration" : "jsonPatch";
  const char* const other = applies ? "jsonPatch" : "applyConfiguration";
  const std::string of_type = " specified when patchType is " + std::string(type);
  if (mutation.require_member(own, "must be" + of_type) &&
      is_blank(mutation.child(own).text("expression"))) {
    mutation.errors().required(mutation.child(own).at("expression"), "expression is not specified");
  }
  if (mutation.has(other)) {
    mutation.errors().invalid(mutation.at(other), "{" + std::string(other) + "}",
                              "must not be" + of_type);
  }
}

void validate_mutating(const json::object& policy, FieldErrors& errors) {
  const Part spec{object_at(policy, "spec"), "spec", errors};
  validate_matches(spec);
  validate_mutating_operations(spec.child("matchConstraints"));
  validate_match_conditions(spec);
  validate_variables(spec);
  spec.require("mutations", "mutations must contain at least one item");
  spec.each("mutations", &validate_mutation);
  spec.require_choice("reinvocationPolicy", {"IfNeeded", "Never"});
}

Part validate_binding(const json::object& binding, FieldErrors& errors) {
  const Part spec{object_at(binding, "spec"), "spec", errors};
  spec.require_name("policyName", &check_dns_subdomain);
  if (spec.has("paramRef")) validate_param_ref(spec.child("paramRef"));
  if (spec.has("matchResources")) validate_match_resources(spec.child("matchResources"));
  return spec;
}

void validate_actions(const Part& spec) {
  const FieldPath path = spec.at("validationActions");
  FieldErrors& errors = spec.errors();
  std::set<std::string> actions;
  spec.each_text("validationActions", [&](const std::string& action, const FieldPath& at) {
    if (!is_one_of(action, {"Audit", "Deny", "Warn"})) {
      errors.not_supported(at, action, {"Audit", "Deny", "Warn"});
    }
    if (!actions.insert(action).second) errors.duplicate(at, action);
  });
  if (actions.contains("Deny") && actions.contains("Warn")) {
    errors.invalid(path, array_at(spec.object(), "validationActions"),
                   "must not contain both Deny and Warn (repeating the same validation failure "
                   "information in the API response and headers serves no purpose)");
  }
  if (actions.empty()) errors.required(path, "at least one validation action is required");
}

void validate_validating_binding(const json::object& binding, FieldErrors& errors) {
  validate_actions(validate_binding(binding, errors));
}

void validate_mutating_binding(const json::object& binding, FieldErrors& errors) {
  validate_mutating_operations(validate_binding(binding, errors).child("matchResources"));
}

}  // namespace

const KindRules validating_policy_rules{.unconditional_update = false,
                                        .set_defaults = &set_policy_defaults,
                                        .validate = &validate_validating};
const KindRules mutating_policy_rules{.unconditional_update = false,
                                      .set_defaults = &set_policy_defaults,
                                      .validate = &validate_mutating};
const KindRules validating_policy_binding_rules{.unconditional_update = false,
                                                .set_defaults = &set_binding_defaults,
                                                .validate = &validate_validating_binding};
const KindRules mutating_policy_binding_rules{.unconditional_update = false,
                                              .set_defaults = &set_binding_defaults,
                                              .validate = &validate_mutating_binding};

}  // namespace k8s::testing::fake
