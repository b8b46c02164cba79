#include "quantity_text.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>

#include "ascii.hpp"

namespace k8s {
namespace {

constexpr std::size_t max_digits = 1000;
constexpr int max_exponent = 1000;

std::string_view take_digits(std::string_view& text) noexcept {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  const std::string_view digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

std::optional<int> decimal_power(char suffix) noexcept {
  switch (suffix) {
    case 'n':
      return -9;
    case 'u':
      return -6;
    case 'm':
      return -3;
    case 'k':
      return 3;
    case 'M':
      return 6;
    case 'G':
      return 9;
    case 'T':
      return 12;
    case 'P':
      return 15;
    case 'E':
      return 18;
    default:
      return std::nullopt;
  }
}

std::optional<int> binary_power(char suffix) noexcept {
  switch (suffix) {
    case 'K':
      return 10;
    case 'M':
      return 20;
    case 'G':
      return 30;
    case 'T':
      return 40;
    case 'P':
      return 50;
    case 'E':
      return 60;
    default:
      return std::nullopt;
  }
}

// Of "+3" in "1e+3".
std::optional<int> parse_exponent(std::string_view text) noexcept {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  int exponent = 0;
  const auto error = std::from_chars(text.data(), text.data() + text.size(), exponent).ec;
  // So small an amount is rounded to 1n, whatever the exponent.
  if (negative)
    return error != std::errc() ? -2 * max_exponent : -std::min(exponent, 2 * max_exponent);
  if (error != std::errc() || exponent > max_exponent) return std::nullopt;
  return exponent;
}

bool parse_suffix(std::string_view suffix, QuantityText& quantity) noexcept {
  if (suffix.empty()) return true;
  std::optional<int> power;
  if (suffix.size() == 1) {
    power = decimal_power(suffix[0]);
  } else if (suffix.size() == 2 && suffix[1] == 'i') {
    quantity.form = QuantityForm::binary;
    power = binary_power(suffix[0]);
  } else if (suffix[0] == 'e' || suffix[0] == 'E') {
    quantity.form = QuantityForm::exponent;
    power = parse_exponent(suffix.substr(1));
  }
  quantity.power = power.value_or(0);
  return power.has_value();
}

}  // namespace

std::optional<QuantityText> parse_quantity_text(std::string_view text) noexcept {
  QuantityText quantity;
  quantity.negative = text.starts_with('-');
  if (quantity.negative || text.starts_with('+')) text.remove_prefix(1);
  quantity.integer = take_digits(text);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    quantity.fraction = take_digits(text);
  }
  const std::size_t digits = quantity.integer.size() + quantity.fraction.size();
  if (digits == 0 || digits > max_digits || !parse_suffix(text, quantity)) return std::nullopt;
  return quantity;
}

}  // namespace k8s
