#pragma once

#include <optional>
#include <string_view>

#include <boost/json/value.hpp>

namespace k8s::yaml {

/// What a plain scalar means: YAML 1.1 as Kubernetes' own converter (sigs.k8s.io/yaml) reads it, so
/// that a file means here what it means to kubectl. `yes` is true, `0o17` and `017` are 15, `1.0`
/// is the integer 1, a timestamp stays a string. Nothing if JSON has no such value (`.inf`).
[[nodiscard]] std::optional<boost::json::value> resolve_plain(std::string_view text);

/// Whether some YAML reader, ours or another's, would take this plain scalar for something else
/// than the string that it is.
[[nodiscard]] bool needs_quotes(std::string_view text);

}  // namespace k8s::yaml
