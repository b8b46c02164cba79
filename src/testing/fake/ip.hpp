#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/field_error.hpp"
#include "testing/fake/names.hpp"

namespace k8s::testing::fake {

/// Why the text is no address that a new object may have.
[[nodiscard]] Complaints check_ip(std::string_view text);

/// The same, where the address has to be written in the one way that RFC 5952 wants.
[[nodiscard]] Complaints check_canonical_ip(std::string_view text);

/// Refuses addresses that no other machine could reach.
void validate_reachable(std::string_view address, const FieldPath& path, FieldErrors& errors);

/// Warns of an address that could be written better. What is no address is nobody's concern here.
void warn_of_ip(const FieldPath& path, std::string_view text, std::vector<std::string>& warnings);

}  // namespace k8s::testing::fake
