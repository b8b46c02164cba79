#pragma once

#include <string>
#include <string_view>

// Regular expressions, in the syntax that Go's have: https://golang.org/s/re2syntax

namespace k8s::testing::fake {

/// Why it is no regular expression; empty if it is one.
[[nodiscard]] std::string pattern_problem(std::string_view pattern);

/// Whether a part of the text matches. Everything does if it is no regular expression.
[[nodiscard]] bool matches_pattern(std::string_view text, std::string_view pattern);

}  // namespace k8s::testing::fake
