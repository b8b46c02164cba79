#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Regular expressions, in the syntax that Go's have: https://golang.org/s/re2syntax

namespace k8s::testing::fake {

/// Why it is no regular expression; empty if it is one.
[[nodiscard]] std::string pattern_problem(std::string_view pattern);

/// Whether a part of the text matches. Everything does if it is no regular expression.
[[nodiscard]] bool matches_pattern(std::string_view text, std::string_view pattern);

/// The parts of the text that match, from left to right; none if it is no regular expression.
/// \param most how many there may be; below 0 all
[[nodiscard]] std::vector<std::string> all_matches(std::string_view text, std::string_view pattern,
                                                   std::int64_t most);

}  // namespace k8s::testing::fake
