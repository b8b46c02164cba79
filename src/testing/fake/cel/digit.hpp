#pragma once

namespace k8s::testing::fake::cel {

[[nodiscard]] constexpr bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

}  // namespace k8s::testing::fake::cel
