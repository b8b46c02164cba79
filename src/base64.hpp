#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace k8s {

/// Standard base64 with padding, without line breaks.
[[nodiscard]] std::string base64_encode(std::string_view bytes);

/// What Go's encoding/base64 takes: the standard alphabet with padding; line breaks are ignored.
/// Nothing if `text` is anything else.
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);

}  // namespace k8s
