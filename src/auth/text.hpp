#pragma once

#include <string>
#include <string_view>

#include "ascii.hpp"

namespace k8s::auth {

[[nodiscard]] std::string in_quotes(std::string_view text);

/// Whether a header can carry this as a bearer token: visible ASCII without spaces.
[[nodiscard]] bool is_token(std::string_view text);

}  // namespace k8s::auth
