#pragma once

#include "testing/fake/kinds/part.hpp"

namespace k8s::testing::fake {

/// Conditions of the common form, in the list `conditions` of a status.
/// https://github.com/kubernetes/apimachinery/blob/master/pkg/apis/meta/v1/validation/validation.go
void validate_conditions(const Part& status);

}  // namespace k8s::testing::fake
