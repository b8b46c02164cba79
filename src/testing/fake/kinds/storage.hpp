#pragma once

#include <string_view>

#include "testing/fake/kinds/part.hpp"

// What the kinds of storage.k8s.io have in common.

namespace k8s::testing::fake {

/// Who provides volumes, which is required.
void validate_provisioner(const Part& part, std::string_view name);
/// The parameters that it is given.
void validate_parameters(const Part& part, bool may_be_empty);

}  // namespace k8s::testing::fake
