#include <k8s/quantity.hpp>

#include <charconv>
#include <limits>
#include <ostream>

#include <boost/multiprecision/cpp_int.hpp>

#include <k8s/error.hpp>

#include "quantity_text.hpp"

namespace k8s {
namespace {

using Integer = boost::multiprecision::cpp_int;

constexpr int decimal_places = 9;

/// An amount in billionths, and how it wants to be written.
struct Amount {
  Integer nano = 0;
  QuantityForm form = QuantityForm::decimal;
};

Integer power_of_ten(int exponent) {
  return boost::multiprecision::pow(Integer(10), static_cast<unsigned>(exponent));
}

const Integer& one() {
  static const Integer value = power_of_ten(decimal_places);
  return value;
}

/// Away from zero.
Integer divide_up(const Integer& dividend, const Integer& divisor) {
  Integer quotient;
  Integer remainder;
  boost::multiprecision::divide_qr(dividend, divisor, quotient, remainder);
  if (!remainder.is_zero()) quotient += dividend.sign();
  return quotient;
}

Integer digits_to_integer(const QuantityText& text) {
  std::string digits(text.integer);
  digits += text.fraction;
  const std::size_t first = digits.find_first_not_of('0');  // a leading 0 would mean octal
  return first == std::string::npos ? Integer(0) : Integer(digits.substr(first));
}

Amount amount_of(const QuantityText& text) {
  Amount amount{.nano = digits_to_integer(text), .form = text.form};
  int scale = decimal_places - static_cast<int>(text.fraction.size());
  if (text.form == QuantityForm::binary) {
    amount.nano <<= text.power;
  } else {
    scale += text.power;
  }
  if (scale >= 0) {
    amount.nano *= power_of_ten(scale);
  } else {
    amount.nano = divide_up(amount.nano, power_of_ten(-scale));
  }
  if (text.form == QuantityForm::binary) {
    const Integer most = one() * std::numeric_limits<std::int64_t>::max();
    if (amount.nano > most) amount.nano = most;
    if (amount.nano < one() && !amount.nano.is_zero()) amount.form = QuantityForm::decimal;
  }
  if (text.negative) amount.nano = -amount.nano;
  return amount;
}

/// Of a text that was found valid; nothing is zero.
Amount amount_of(const std::string& text) {
  return amount_of(parse_quantity_text(text).value_or(QuantityText{}));
}

const char* decimal_suffix(int exponent) {
  switch (exponent) {
    case -9:
      return "n";
    case -6:
      return "u";
    case -3:
      return "m";
    case 3:
      return "k";
    case 6:
      return "M";
    case 9:
      return "G";
    case 12:
      return "T";
    case 15:
      return "P";
    case 18:
      return "E";
    default:
      return "";
  }
}

std::string write_binary(Integer whole) {
  static constexpr std::string_view suffixes[] = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
  std::size_t suffix = 0;
  while (suffix + 1 < std::size(suffixes) && Integer(whole % 1024).is_zero()) {
    whole /= 1024;
    ++suffix;
  }
  return whole.str().append(suffixes[suffix]);
}

/// With the greatest exponent that is a multiple of 3 and leaves an integer.
std::string write_decimal(Integer mantissa, bool as_exponent) {
  constexpr int greatest_suffix = 18;
  int exponent = -decimal_places;
  while ((as_exponent || exponent < greatest_suffix) && Integer(mantissa % 1000).is_zero()) {
    mantissa /= 1000;
    exponent += 3;
  }
  std::string text = mantissa.str();
  if (!as_exponent) return text + decimal_suffix(exponent);
  return exponent == 0 ? text : text + 'e' + std::to_string(exponent);
}

std::string write(const Amount& amount) {
  if (amount.nano.is_zero()) return "0";
  if (amount.form == QuantityForm::binary &&
      boost::multiprecision::abs(amount.nano) >= 1024 * one() &&
      Integer(amount.nano % one()).is_zero()) {
    return write_binary(amount.nano / one());
  }
  return write_decimal(amount.nano, amount.form == QuantityForm::exponent);
}

std::int64_t bounded(const Integer& number) {
  using Limits = std::numeric_limits<std::int64_t>;
  if (number > Limits::max()) return Limits::max();
  if (number < Limits::min()) return Limits::min();
  return number.convert_to<std::int64_t>();
}

Amount add(Amount a, const Amount& b, int sign) {
  if (a.nano.is_zero()) a.form = b.form;
  a.nano += sign * b.nano;
  return a;
}

}  // namespace

Quantity::Quantity(std::string_view text) : text_(text) {
  if (!parse_quantity_text(text)) {
    throw ValidationError("\"" + text_ +
                          "\" is no quantity such as 500m, 1.5, 2Gi or 1e3: digits, then n u m k M "
                          "G T P E, Ki Mi Gi Ti Pi Ei, or e and an exponent");
  }
}

Quantity Quantity::milli(std::int64_t thousandths) {
  Quantity quantity;
  quantity.text_ = write({.nano = Integer(thousandths) * power_of_ten(decimal_places - 3)});
  return quantity;
}

std::string Quantity::canonical() const {
  return has_value() ? write(amount_of(text_)) : std::string();
}

std::int64_t Quantity::value() const {
  return bounded(divide_up(amount_of(text_).nano, one()));
}

std::int64_t Quantity::milli_value() const {
  return bounded(divide_up(amount_of(text_).nano, power_of_ten(decimal_places - 3)));
}

double Quantity::to_double() const {
  const std::string text = amount_of(text_).nano.str() + "e-9";
  double number = 0;
  const auto error = std::from_chars(text.data(), text.data() + text.size(), number).ec;
  if (error == std::errc::result_out_of_range) {
    number = std::numeric_limits<double>::infinity();
    return text.starts_with('-') ? -number : number;
  }
  return number;
}

Quantity& Quantity::operator+=(const Quantity& other) {
  text_ = write(add(amount_of(text_), amount_of(other.text_), 1));
  return *this;
}

Quantity& Quantity::operator-=(const Quantity& other) {
  text_ = write(add(amount_of(text_), amount_of(other.text_), -1));
  return *this;
}

bool operator==(const Quantity& a, const Quantity& b) {
  return (a <=> b) == 0;
}

std::strong_ordering operator<=>(const Quantity& a, const Quantity& b) {
  if (a.text_ == b.text_) return std::strong_ordering::equal;
  if (!a.has_value() || !b.has_value()) return a.has_value() <=> b.has_value();
  const int order = amount_of(a.text_).nano.compare(amount_of(b.text_).nano);
  return order <=> 0;
}

std::ostream& operator<<(std::ostream& out, const Quantity& quantity) {
  return out << quantity.text_;
}

}  // namespace k8s
