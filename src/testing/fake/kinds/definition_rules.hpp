#pragma once

#include <functional>

#include "testing/fake/field_error.hpp"

// What a CustomResourceDefinition may say in `x-kubernetes-validations`: rules in CEL.
// https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules

namespace k8s::testing::fake {

/// The texts and names in the rules of one schema, whatever the expressions are.
void validate_rule_texts(const json::object& schema, const FieldPath& path, FieldErrors& errors);

/// The expressions of all rules of a structural schema: that they compile, what they may cost, and
/// that they have an old value where they ask for one.
/// \param is_valid whether a schema within is otherwise well; if not, its rules are not compiled
void validate_definition_rules(const json::object& schema, const FieldPath& path,
                               const std::function<bool(const json::object&)>& is_valid,
                               FieldErrors& errors);

}  // namespace k8s::testing::fake
