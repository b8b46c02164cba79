#pragma once

#include <string_view>

#include "testing/fake/kinds/part.hpp"

// Paths inside a volume.

namespace k8s::testing::fake {

/// Refuses a relative path, and one that leads out of where it stands.
void validate_local_path(std::string_view text, const FieldPath& path, FieldErrors& errors);
/// Refuses `..` in a path.
void validate_no_backsteps(std::string_view text, const FieldPath& path, FieldErrors& errors);

}  // namespace k8s::testing::fake
