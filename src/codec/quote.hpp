#pragma once

#include <string>
#include <string_view>

namespace k8s::codec {

/// Appends the text as a JSON string, with quotes. False if it is not UTF-8: then `out` ends with
/// what was valid, and has no closing quote.
bool append_quoted(std::string& out, std::string_view text);

}  // namespace k8s::codec
