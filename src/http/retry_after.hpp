#pragma once

#include <chrono>
#include <optional>

#include <k8s/http.hpp>

namespace k8s::detail {

/// How long the server asks to wait before the next try: seconds, or until a date (RFC 9110,
/// 10.2.3). Nothing if there is no such header or it is neither; 0 if the date has passed.
[[nodiscard]] std::optional<std::chrono::seconds> retry_after(
    const Headers& headers, std::chrono::system_clock::time_point now);

}  // namespace k8s::detail
