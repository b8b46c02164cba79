#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace k8s::codec {

/// The value of a JSON number that is an integer, however it is written: `80`, `80.0`, `8e1`.
/// Nothing if it is none or does not fit.
[[nodiscard]] std::optional<std::int64_t> integer_of(std::string_view number);

/// The nearest double; nothing if the number is too great for one.
[[nodiscard]] std::optional<double> double_of(std::string_view number);

inline constexpr std::size_t longest_number = 32;

/// Write the number, a double in the shortest form that reads as the same one; it must be finite.
/// Return the position behind it.
char* write_number(char* out, std::int64_t number) noexcept;
char* write_number(char* out, double number) noexcept;

}  // namespace k8s::codec
