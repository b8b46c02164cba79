// ValidatingAdmissionPolicy, MutatingAdmissionPolicy and their bindings.
// https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/

#include <set>
#include <string>

#include "ascii.hpp"
#include "testing/fake/kinds/admission_expressions.hpp"
#include "testing/fake/kinds/admission_rules.hpp"
#include "testing/fake/kinds/conditions.hpp"
#include "testing/fake/kinds/expression.hpp"
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

void validate_matches(const Part& spec) {
  spec.choose("failurePolicy", {"Fail", "Ignore"});
  if (spec.has("paramKind")) validate_param_kind(spec.child("paramKind"));
  if (spec.require_member("matchConstraints")) {
    const Part match = spec.child("matchConstraints");
    validate_match_resources(match);
    match.require("resourceRules");
  }
}

void validate_validating(const json::object& policy, FieldErrors& errors) {
  constexpr const char* one = "validations or auditAnnotations must contain at least one item";
  const Part spec{object_at(policy, "spec"), "spec", errors};
  const bool has_params = spec.has("paramKind");
  policy::Compiler compiler(has_params, spec.count("variables") > 0);
  validate_matches(spec);
  validate_match_conditions(spec, has_params);
  validate_variables(spec, compiler);
  if (spec.count("validations") == 0 && spec.count("auditAnnotations") == 0) {
    spec.require("validations", one);
    spec.require("auditAnnotations", one);
    return;
  }
  spec.each("validations", [&](const Part& each) { validate_validation(each, compiler); });
  validate_annotations(spec, name_of(policy), compiler);
}

void validate_mutation(const Part& mutation, const policy::Compiler& compiler) {
  if (!mutation.require("patchType")) return;
  const std::string_view type = mutation.text("patchType");
  mutation.choose("patchType", {"ApplyConfiguration", "JSONPatch"});
  if (type != "ApplyConfiguration" && type != "JSONPatch") return;
  const bool applies = type == "ApplyConfiguration";
  const char* const own = applies ? "applyConfiguration" : "jsonPatch";
  const char* const other = applies ? "jsonPatch" : "applyConfiguration";
  const std::string of_type = " specified when patchType is " + std::string(type);
  if (mutation.require_member(own, "must be" + of_type)) {
    const Part change = mutation.child(own);
    const std::string_view expression = trimmed(change.text("expression"));
    if (expression.empty()) {
      mutation.errors().required(change.at("expression"));
    } else {
      check_program(*policy::compile_mutation(expression, !applies, compiler).program,
                    change.at("expression"), expression, mutation.errors());
    }
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
  const bool has_params = spec.has("paramKind");
  policy::Compiler compiler(has_params, true);
  validate_match_conditions(spec, has_params);
  validate_variables(spec, compiler);
  spec.require("mutations", "mutations must contain at least one item");
  spec.each("mutations", [&](const Part& each) { validate_mutation(each, compiler); });
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

void validate_status(const json::object& fresh, const json::object& /*old*/, FieldErrors& errors) {
  validate_conditions(Part{object_at(fresh, "status"), "status", errors});
}

}  // namespace

const KindRules validating_policy_rules{.unconditional_update = false,
                                        .set_defaults = &set_policy_defaults,
                                        .validate = &validate_validating,
                                        .validate_status_update = &validate_status};
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
