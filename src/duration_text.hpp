#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace k8s {

/// The nanoseconds that a text such as `1h30m` stands for, as Go reads it; nothing if it is none or
/// does not fit.
[[nodiscard]] std::optional<std::int64_t> parse_duration_text(std::string_view text) noexcept;

}  // namespace k8s
