#pragma once

#include <string_view>

#include "testing/fake/kinds/part.hpp"
#include "testing/fake/policy/compiler.hpp"

// The expressions in CEL of the kinds of admissionregistration.k8s.io.

namespace k8s::testing::fake {

/// Whether nothing but white space stands there.
[[nodiscard]] bool is_blank(std::string_view text);

/// `matchConditions`. \param has_params whether they may use `params`
void validate_match_conditions(const Part& holder, bool has_params);
/// `variables`, which `compiler` knows afterwards.
void validate_variables(const Part& spec, policy::Compiler& compiler);
/// One of `validations`.
void validate_validation(const Part& validation, const policy::Compiler& compiler);
/// `auditAnnotations` of the policy of that name.
void validate_annotations(const Part& spec, std::string_view policy,
                          const policy::Compiler& compiler);

}  // namespace k8s::testing::fake
