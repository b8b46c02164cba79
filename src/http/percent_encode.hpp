#pragma once

#include <string>
#include <string_view>

namespace k8s::detail {

/// Appends what percent_encode() returns.
void append_percent_encoded(std::string& encoded, std::string_view text);

}  // namespace k8s::detail
