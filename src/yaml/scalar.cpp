#include "yaml/scalar.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <locale>
#include <sstream>
#include <string>
#include <system_error>

#include "ascii.hpp"

namespace k8s::yaml {

namespace {

constexpr std::array null_words{"", "~", "null", "Null", "NULL"};
constexpr std::array true_words{"y",    "Y",    "yes", "Yes", "YES", "true",
                                "True", "TRUE", "on",  "On",  "ON"};
constexpr std::array false_words{"n",     "N",     "no",  "No",  "NO", "false",
                                 "False", "FALSE", "off", "Off", "OFF"};
constexpr std::array not_finite_words{".nan",  ".NaN",  ".NAN",  ".inf",  ".Inf",  ".INF",
                                      "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF"};

template <class Words>
bool is_one_of(std::string_view text, const Words& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

/// An unsigned number in one base that takes all of `digits`.
std::optional<std::uint64_t> parse_digits(std::string_view digits, int base) {
  std::uint64_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value, base);
  if (digits.empty() || error != std::errc() || stop != end) return std::nullopt;
  return value;
}

/// The sign and the size of an integer; the base is told by its prefix as in Go.
std::optional<boost::json::value> parse_integer(std::string_view text) {
  const bool has_sign = !text.empty() && (text[0] == '-' || text[0] == '+');
  bool negative = has_sign && text[0] == '-';
  std::string_view digits = text.substr(has_sign ? 1 : 0);
  int base = 10;
  if (digits.size() > 1 && digits[0] == '0') {
    switch (digits[1]) {
      case 'x':
      case 'X':
        base = 16;
        break;
      case 'o':
      case 'O':
        base = 8;
        break;
      case 'b':
      case 'B':
        base = 2;
        break;
      default:
        break;
    }
    // Kubernetes' converter also takes a sign after 0b.
    const bool inner_sign = !has_sign && digits.size() > 2 && digits[1] == 'b' &&
                            (digits[2] == '-' || digits[2] == '+');
    if (inner_sign) negative = digits[2] == '-';
    digits.remove_prefix(base == 10 ? 1 : (inner_sign ? 3 : 2));
    if (base == 10) base = 8;
  }
  const std::optional<std::uint64_t> size = parse_digits(digits, base);
  if (!size) return std::nullopt;
  constexpr std::uint64_t top = std::uint64_t{1} << 63U;
  if (negative) {
    if (*size > top) return std::nullopt;
    return static_cast<std::int64_t>(~*size + 1);
  }
  if (*size < top) return static_cast<std::int64_t>(*size);
  if (has_sign) return std::nullopt;
  return *size;
}

/// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool is_decimal_float(std::string_view text) {
  std::size_t at = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  const std::size_t whole = at;
  at = skip_digits(text, at);
  const bool has_whole = at > whole;
  if (at < text.size() && text[at] == '.') {
    const std::size_t fraction = ++at;
    at = skip_digits(text, at);
    if (!has_whole && at == fraction) return false;
  } else if (!has_whole) {
    return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    const std::size_t exponent = at;
    at = skip_digits(text, at);
    if (at == exponent) return false;
  }
  return at == text.size();
}

/// JSON does not tell 1.0 from 1, and an integer field takes both.
boost::json::value number_of(double value) {
  constexpr double top = 9223372036854775808.0;  // 2^63
  if (std::trunc(value) == value) {
    if (value >= -top && value < top) return static_cast<std::int64_t>(value);
    if (value >= top && value < 2 * top) return static_cast<std::uint64_t>(value);
  }
  return value;
}

/// Nothing if the number is beyond a double: it then stays a string, as Kubernetes has it.
std::optional<boost::json::value> parse_float(std::string_view text) {
  if (!is_decimal_float(text)) return std::nullopt;
  if (text[0] == '+') text.remove_prefix(1);
  double value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) {
    // from_chars does not tell too large from too small; a stream does.
    std::istringstream in{std::string(text)};
    in.imbue(std::locale::classic());
    if (!(in >> value)) return std::nullopt;
  }
  return number_of(value);
}

std::string without_underscores(std::string_view text) {
  std::string plain(text);
  std::erase(plain, '_');
  return plain;
}

bool underscores_are_between_digits(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') continue;
    if (i == 0 || i + 1 == text.size() || !is_digit(text[i - 1]) || !is_digit(text[i + 1]))
      return false;
  }
  return true;
}

/// Two digits at most, as in 2001-1-2 and 2001-01-02.
bool take_short_number(std::string_view& text) {
  const std::size_t digits = std::min<std::size_t>(skip_digits(text, 0), 2);
  text.remove_prefix(digits);
  return digits > 0;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

bool is_zone(std::string_view text) {
  if (text == "Z") return true;
  return text.size() == 6 && (text[0] == '+' || text[0] == '-') && is_digit(text[1]) &&
         is_digit(text[2]) && text[3] == ':' && is_digit(text[4]) && is_digit(text[5]);
}

bool is_timestamp(std::string_view text) {
  if (skip_digits(text, 0) != 4) return false;
  text.remove_prefix(4);
  if (!take(text, '-') || !take_short_number(text) || !take(text, '-') ||
      !take_short_number(text)) {
    return false;
  }
  if (text.empty()) return true;
  const bool has_zone = text[0] != ' ';
  if (!take(text, 'T') && !take(text, 't') && !take(text, ' ')) return false;
  if (!take_short_number(text) || !take(text, ':') || !take_short_number(text) ||
      !take(text, ':') || !take_short_number(text)) {
    return false;
  }
  if (take(text, '.')) text.remove_prefix(skip_digits(text, 0));
  return has_zone ? is_zone(text) : text.empty();
}

/// 12:30:45, a number to readers that follow YAML 1.1 to the letter.
bool is_sexagesimal(std::string_view text) {
  std::size_t at = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  if (at >= text.size() || !is_digit(text[at])) return false;
  while (at < text.size() && (is_digit(text[at]) || text[at] == '_')) ++at;
  std::size_t groups = 0;
  while (at < text.size() && text[at] == ':') {
    const std::size_t digits = skip_digits(text, at + 1) - (at + 1);
    if (digits == 0 || digits > 2 || (digits == 2 && text[at + 1] > '5')) return false;
    at += 1 + digits;
    ++groups;
  }
  if (groups == 0) return false;
  if (at < text.size() && text[at] == '.') {
    ++at;
    while (at < text.size() && (is_digit(text[at]) || text[at] == '_')) ++at;
  }
  return at == text.size();
}

}  // namespace

std::optional<boost::json::value> resolve_plain(std::string_view text) {
  if (is_one_of(text, null_words)) return boost::json::value(nullptr);
  if (is_one_of(text, true_words)) return boost::json::value(true);
  if (is_one_of(text, false_words)) return boost::json::value(false);
  if (is_one_of(text, not_finite_words)) return std::nullopt;
  const char first = text[0];
  if (first == '.') {
    if (underscores_are_between_digits(text)) {
      if (auto number = parse_float(without_underscores(text))) return number;
    }
  } else if (is_digit(first) || first == '-' || first == '+') {
    const std::string plain = without_underscores(text);
    if (auto number = parse_integer(plain)) return number;
    if (auto number = parse_float(plain)) return number;
  }
  return boost::json::value(boost::json::string(text));
}

bool needs_quotes(std::string_view text) {
  const std::optional<boost::json::value> resolved = resolve_plain(text);
  return !resolved || !resolved->is_string() || text == "<<" || text == "=" || is_timestamp(text) ||
         is_sexagesimal(text);
}

}  // namespace k8s::yaml
