#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/field_error.hpp"
#include "testing/fake/names.hpp"

namespace k8s::testing::fake {

/// Why the text is no network that a new object may have.
[[nodiscard]] Complaints check_cidr(std::string_view text);

/// The same, where the network has to be written in the one way that RFC 5952 wants.
[[nodiscard]] Complaints check_canonical_cidr(std::string_view text);

/// Warns of a network that could be written better.
void warn_of_cidr(const FieldPath& path, std::string_view text, std::vector<std::string>& warnings);

}  // namespace k8s::testing::fake
