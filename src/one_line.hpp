#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace k8s::detail {

/// Makes untrusted text fit for a line of a log or an error: line breaks and tabs become spaces,
/// other control characters and those that reorder text vanish, what is no UTF-8 becomes U+FFFD.
/// Longer text is cut between two characters and ends in "…".
/// \param max_bytes of the result
[[nodiscard]] std::string one_line(std::string_view text, std::size_t max_bytes);

}  // namespace k8s::detail
