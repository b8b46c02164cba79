#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace k8s::codec {

/// The value of a JSON number that is an integer, however it is written: `80`, `80.0`, `8e1`.
/// Nothing if it is none or does not fit.
[[nodiscard]] std::optional<std::int64_t> integer_of(std::string_view number);

/// The nearest double; nothing if the number is too great for one.
[[nodiscard]] std::optional<double> double_of(std::string_view number);

void append_number(std::string& out, std::int64_t number);
/// In the shortest form that reads as the same number. It must be finite.
void append_number(std::string& out, double number);

}  // namespace k8s::codec
