#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

namespace k8s::codec {

/// A time as RFC 3339 writes it, and how it was written.
struct Rfc3339 {
  std::chrono::sys_seconds seconds;
  std::chrono::microseconds fraction;  // finer parts are cut off
  std::size_t fraction_digits;
  bool utc;  // "T" and "Z", in capitals
};

/// Nothing if the text is no RFC 3339 time. Leap seconds are not known to Kubernetes, nor here.
[[nodiscard]] std::optional<Rfc3339> parse_rfc3339(std::string_view text) noexcept;

/// Writes `2026-11-21T11:02:55`, without the Z, in at most `longest_rfc3339` characters; returns
/// the position behind it.
char* write_rfc3339(char* out, std::chrono::sys_seconds time) noexcept;

inline constexpr std::size_t longest_rfc3339 = 32;

}  // namespace k8s::codec
