#include "codec/number.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <string>

namespace k8s::codec {
namespace {

constexpr std::string_view digits = "0123456789";

/// A JSON number as `digits` times ten to the `exponent`.
struct Decimal {
  bool negative = false;
  std::string digits{};  // without zeros at either end
  std::int64_t exponent = 0;
};

Decimal decimal_of(std::string_view number) {
  Decimal decimal;
  decimal.negative = number.starts_with('-');
  const std::size_t e = number.find_first_of("eE");
  if (e != std::string_view::npos) {
    std::string_view exponent = number.substr(e + 1);
    if (exponent.starts_with('+')) exponent.remove_prefix(1);
    const auto [end, error] =
        std::from_chars(exponent.data(), exponent.data() + exponent.size(), decimal.exponent);
    if (error != std::errc()) decimal.exponent = exponent.starts_with('-') ? -1'000'000 : 1'000'000;
  }
  const std::string_view mantissa = number.substr(0, e);
  std::ranges::copy_if(mantissa, std::back_inserter(decimal.digits),
                       [](char c) { return digits.find(c) != std::string_view::npos; });
  const std::size_t point = mantissa.find('.');
  if (point != std::string_view::npos) {
    decimal.exponent -= static_cast<std::int64_t>(mantissa.size() - point - 1);
  }
  while (decimal.digits.ends_with('0')) {
    decimal.digits.pop_back();
    ++decimal.exponent;
  }
  decimal.digits.erase(0, decimal.digits.find_first_not_of('0'));
  return decimal;
}

}  // namespace

std::optional<std::int64_t> integer_of(std::string_view number) {
  constexpr std::size_t most_digits = 19;
  Decimal decimal = decimal_of(number);
  if (decimal.digits.empty()) return 0;
  if (decimal.exponent < 0 || decimal.digits.size() > most_digits ||
      decimal.exponent > static_cast<std::int64_t>(most_digits - decimal.digits.size())) {
    return std::nullopt;
  }
  decimal.digits.append(static_cast<std::size_t>(decimal.exponent), '0');
  if (decimal.negative) decimal.digits.insert(0, 1, '-');
  std::int64_t value = 0;
  const char* const end = decimal.digits.data() + decimal.digits.size();
  if (std::from_chars(decimal.digits.data(), end, value).ec != std::errc()) return std::nullopt;
  return value;
}

std::optional<double> double_of(std::string_view number) {
  double value = 0;
  const auto error = std::from_chars(number.data(), number.data() + number.size(), value).ec;
  if (error == std::errc()) return value;
  // Out of range, which it is at both ends: too great, or too near to zero.
  const Decimal decimal = decimal_of(number);
  if (decimal.exponent + static_cast<std::int64_t>(decimal.digits.size()) > 0) return std::nullopt;
  return decimal.negative ? -0.0 : 0.0;
}

char* write_number(char* out, std::int64_t number) noexcept {
  return std::to_chars(out, out + longest_number, number).ptr;
}

char* write_number(char* out, double number) noexcept {
  return std::to_chars(out, out + longest_number, number).ptr;
}

}  // namespace k8s::codec
