#pragma once

#include <string>
#include <string_view>

namespace k8s::codec {

/// \throws DecodeError if the text is not exactly one JSON value
void check_json(const std::string& text);

/// Whether two valid JSON texts, or empty ones, stand for the same value: spaces, escapes and the
/// order of members do not count.
[[nodiscard]] bool same_json(std::string_view a, std::string_view b);

}  // namespace k8s::codec
