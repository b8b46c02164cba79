#pragma once

#include <string>
#include <string_view>

namespace k8s::auth {

[[nodiscard]] std::string in_quotes(std::string_view text);

/// Without white space at both ends: a line break behind a token belongs to its file.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// Whether a header can carry this as a bearer token: visible ASCII without spaces.
[[nodiscard]] bool is_token(std::string_view text);

}  // namespace k8s::auth
