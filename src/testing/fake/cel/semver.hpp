#pragma once

#include <string>
#include <string_view>

#include "testing/fake/cel/value.hpp"

namespace k8s::testing::fake::cel {

struct SemverResult {
  Semver version{};
  std::string problem{};  // empty if there is none
};

/// Reads a version: https://semver.org/
[[nodiscard]] SemverResult parse_semver(std::string_view text);
/// The same of a text that may begin with v, lack numbers, and have leading zeros.
[[nodiscard]] SemverResult parse_loose_semver(std::string_view text);

}  // namespace k8s::testing::fake::cel
