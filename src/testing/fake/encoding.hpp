#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace k8s::testing::fake {

/// Base64 for URLs, without padding.
[[nodiscard]] std::string base64url_encode(std::string_view bytes);
[[nodiscard]] std::optional<std::string> base64url_decode(std::string_view text);

/// Undoes percent-encoding; in a query, `+` is a space. Nothing if an escape is broken.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text, bool query);

}  // namespace k8s::testing::fake
