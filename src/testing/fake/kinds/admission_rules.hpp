#pragma once

#include "testing/fake/kinds/part.hpp"

// What the kinds of admissionregistration.k8s.io have in common: which requests are reviewed.

namespace k8s::testing::fake {

/// Fills in the rules about resources in the list of that name.
void default_resource_rules(json::object& holder, std::string_view name);
/// Fills in the MatchResources of that name, if there are any.
void default_match_resources(json::object& spec, std::string_view name);

/// A RuleWithOperations.
void validate_resource_rule(const Part& rule);
void validate_match_resources(const Part& match);
/// A ParamRef.
void validate_param_ref(const Part& reference);
/// A ParamKind.
void validate_param_kind(const Part& kind);
/// Of a policy that changes objects: only new and changed ones.
void validate_mutating_operations(const Part& match);

}  // namespace k8s::testing::fake
