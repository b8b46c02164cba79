#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <k8s/export.hpp>

// Exported for k8s::testing, which may be a library of its own.

namespace k8s {

/// Standard base64 with padding, without line breaks.
[[nodiscard]] K8S_EXPORT std::string base64_encode(std::string_view bytes);

/// What Go's encoding/base64 takes: the standard alphabet with padding; line breaks are ignored.
/// Nothing if `text` is anything else.
[[nodiscard]] K8S_EXPORT std::optional<std::string> base64_decode(std::string_view text);

}  // namespace k8s
