#include "testing/fake/cel/convert.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "testing/fake/cel/code_points.hpp"
#include "testing/fake/cel/network.hpp"
#include "testing/fake/cel/time.hpp"

namespace k8s::testing::fake::cel {
namespace {

Value type_error(const Value& value, std::string_view wanted) {
  return Error{"type conversion error from '" + std::string(type_name(value)) + "' to '" +
               std::string(wanted) + "'"};
}

template <class Integer>
std::optional<Integer> parse_integer(std::string_view text) {
  Integer number = 0;
  if (std::numeric_limits<Integer>::is_signed && text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  const char* const end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  if (text.empty() || result.ec != std::errc() || result.ptr != end) return std::nullopt;
  return number;
}

std::optional<bool> parse_bool(std::string_view text) {
  for (const std::string_view each : {"1", "t", "T", "true", "TRUE", "True"}) {
    if (text == each) return true;
  }
  for (const std::string_view each : {"0", "f", "F", "false", "FALSE", "False"}) {
    if (text == each) return false;
  }
  return std::nullopt;
}

/// Seconds, as Go's strconv writes a double with as many digits as it needs.
std::string seconds_text(std::int64_t nanoseconds) {
  constexpr std::int64_t second = 1'000'000'000;
  const double seconds =
      static_cast<double>(nanoseconds / second) + static_cast<double>(nanoseconds % second) / 1e9;
  std::array<char, 64> buffer{};
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), seconds,
                                    std::chars_format::fixed);
  return std::string(buffer.data(), result.ptr) + "s";
}

}  // namespace

std::optional<double> parse_double(std::string_view text) {
  if (text.find_first_not_of("0123456789+-.eExXpPabcdfABCDFinftyINFTYaAnN") != text.npos) {
    return std::nullopt;
  }
  const std::string copy(text);
  char* end = nullptr;
  const double number = std::strtod(copy.c_str(), &end);
  if (copy.empty() || end != copy.c_str() + copy.size()) return std::nullopt;
  const bool is_named = text.find_first_of("nN") != text.npos;
  if (std::isinf(number) && !is_named) return std::nullopt;
  return number;
}

Value to_bool(const Value& value) {
  if (std::holds_alternative<bool>(value)) return value;
  if (const auto* const text = std::get_if<std::string>(&value)) {
    if (const auto flag = parse_bool(*text)) return *flag;
  }
  return type_error(value, "bool");
}

Value to_bytes(const Value& value) {
  if (std::holds_alternative<Bytes>(value)) return value;
  if (const auto* const text = std::get_if<std::string>(&value)) return Bytes{*text};
  return type_error(value, "bytes");
}

Value to_double(const Value& value) {
  if (std::holds_alternative<double>(value)) return value;
  if (const auto* const number = std::get_if<std::int64_t>(&value)) {
    return static_cast<double>(*number);
  }
  if (const auto* const number = std::get_if<std::uint64_t>(&value)) {
    return static_cast<double>(*number);
  }
  if (const auto* const text = std::get_if<std::string>(&value)) {
    if (const auto number = parse_double(*text)) return *number;
  }
  return type_error(value, "double");
}

Value to_duration(const Value& value) {
  if (std::holds_alternative<Duration>(value)) return value;
  if (const auto* const text = std::get_if<std::string>(&value)) {
    if (const auto duration = parse_duration(*text)) return *duration;
  }
  return type_error(value, "google.protobuf.Duration");
}

Value to_int(const Value& value) {
  if (std::holds_alternative<std::int64_t>(value)) return value;
  if (const auto* const number = std::get_if<std::uint64_t>(&value)) {
    if (*number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return Error{"integer overflow"};
    }
    return static_cast<std::int64_t>(*number);
  }
  if (const auto* const number = std::get_if<double>(&value)) {
    if (!(*number > -0x1p63 && *number < 0x1p63)) return Error{"integer overflow"};
    return static_cast<std::int64_t>(*number);
  }
  if (const auto* const duration = std::get_if<Duration>(&value)) return duration->nanoseconds;
  if (const auto* const time = std::get_if<Timestamp>(&value)) return time->seconds;
  if (const auto* const text = std::get_if<std::string>(&value)) {
    if (const auto number = parse_integer<std::int64_t>(*text)) return *number;
  }
  return type_error(value, "int");
}

Value to_uint(const Value& value) {
  if (std::holds_alternative<std::uint64_t>(value)) return value;
  if (const auto* const number = std::get_if<std::int64_t>(&value)) {
    if (*number < 0) return Error{"unsigned integer overflow"};
    return static_cast<std::uint64_t>(*number);
  }
  if (const auto* const number = std::get_if<double>(&value)) {
    if (!(*number >= 0 && *number < 0x1p64)) return Error{"unsigned integer overflow"};
    return static_cast<std::uint64_t>(*number);
  }
  if (const auto* const text = std::get_if<std::string>(&value)) {
    if (const auto number = parse_integer<std::uint64_t>(*text)) return *number;
  }
  return type_error(value, "uint");
}

Value to_string(const Value& value) {
  if (std::holds_alternative<std::string>(value)) return value;
  if (const auto* const flag = std::get_if<bool>(&value)) {
    return std::string(*flag ? "true" : "false");
  }
  if (const auto* const number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* const number = std::get_if<std::uint64_t>(&value)) {
    return std::to_string(*number);
  }
  if (const auto* const number = std::get_if<double>(&value)) {
    return go_print(json::value(*number));
  }
  if (const auto* const bytes = std::get_if<Bytes>(&value)) {
    if (!is_utf8(bytes->data)) return Error{"invalid UTF-8 in bytes, cannot convert to string"};
    return bytes->data;
  }
  if (const auto* const duration = std::get_if<Duration>(&value)) {
    return seconds_text(duration->nanoseconds);
  }
  if (const auto* const time = std::get_if<Timestamp>(&value)) return to_text(*time);
  if (const auto* const type = std::get_if<TypeName>(&value)) return type->name;
  if (const auto* const ip = std::get_if<Ip>(&value)) return to_text(*ip);
  if (const auto* const cidr = std::get_if<Cidr>(&value)) return to_text(*cidr);
  return type_error(value, "string");
}

Value to_timestamp(const Value& value) {
  if (std::holds_alternative<Timestamp>(value)) return value;
  if (const auto* const seconds = std::get_if<std::int64_t>(&value)) {
    return checked(Timestamp{.seconds = *seconds});
  }
  if (const auto* const text = std::get_if<std::string>(&value)) {
    if (const auto time = parse_timestamp(*text)) return checked(*time);
  }
  return type_error(value, "google.protobuf.Timestamp");
}

std::variant<std::int64_t, Error> to_index(const Value& value) {
  if (const auto* const number = std::get_if<std::int64_t>(&value)) return *number;
  const bool is_number =
      std::holds_alternative<double>(value) || std::holds_alternative<std::uint64_t>(value);
  if (!is_number) {
    return Error{"unsupported index type '" + std::string(type_name(value)) + "' in list"};
  }
  const Value whole = to_int(value);
  const auto* const number = std::get_if<std::int64_t>(&whole);
  const auto* const real = std::get_if<double>(&value);
  if (number == nullptr || (real != nullptr && std::trunc(*real) != *real)) {
    return Error{"unsupported index value " + print(value) + " in list"};
  }
  return *number;
}

}  // namespace k8s::testing::fake::cel
