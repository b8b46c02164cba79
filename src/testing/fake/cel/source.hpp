#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace k8s::testing::fake::cel {

/// What is wrong with an expression.
struct Issue {
  std::string message{};
  /// The byte of the expression where it is wrong; none if that is nowhere in particular.
  std::optional<std::size_t> offset{};
};

/// All issues, in the order of where they are, each with its line and a mark below it.
[[nodiscard]] std::string to_text(const std::vector<Issue>& issues, std::string_view source);

}  // namespace k8s::testing::fake::cel
