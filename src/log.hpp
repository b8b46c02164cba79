#pragma once

#include <string_view>

#include <k8s/config.hpp>

namespace k8s::detail {

/// Whether a line of that level goes anywhere.
[[nodiscard]] bool is_logged(const Config& config, LogLevel level) noexcept;

/// Gives one line to the logger of `config`, or to std::clog if it has none: debug lines then only
/// with config.debug. The line must hold no token, no key and no Secret's data; control characters
/// in it vanish. A logger that throws is not heard.
void log(const Config& config, LogLevel level, std::string_view line) noexcept;

}  // namespace k8s::detail
