#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "testing/fake/cel/value.hpp"

// Points in time and spans of it, as CEL and the formats of schemas have them.

namespace k8s::testing::fake::cel {

/// `2026-11-21T11:02:55.5Z`; in the zone in which it was written.
[[nodiscard]] std::string to_text(const Timestamp& time);

/// As Go's time.Parse reads RFC 3339.
[[nodiscard]] std::optional<Timestamp> parse_timestamp(std::string_view text);
/// A day: `2026-11-21`.
[[nodiscard]] std::optional<Timestamp> parse_date(std::string_view text);
/// As Go's time.ParseDuration.
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);
/// As the format `duration` of a schema: also `3 days`.
[[nodiscard]] std::optional<Duration> parse_long_duration(std::string_view text);

/// The time, or an error if it is not in the years 1 to 9999.
[[nodiscard]] Value checked(const Timestamp& time);

[[nodiscard]] Value add(const Timestamp& time, const Duration& duration);
[[nodiscard]] Value subtract(const Timestamp& time, const Duration& duration);
[[nodiscard]] Value subtract(const Timestamp& a, const Timestamp& b);

/// A part of a time or of a duration by the name of its function: `getHours`.
/// \param zone `UTC`, or an offset such as `-08:00`
[[nodiscard]] Value part_of(const Timestamp& time, std::string_view function,
                            std::string_view zone);
[[nodiscard]] Value part_of(const Duration& duration, std::string_view function);

}  // namespace k8s::testing::fake::cel
