#pragma once

#include <string_view>

#include "testing/fake/kinds/part.hpp"

namespace k8s::testing::fake {

/// The name of a signer of certificates: a domain and a path.
void validate_signer_name(const Part& part, std::string_view name);

}  // namespace k8s::testing::fake
