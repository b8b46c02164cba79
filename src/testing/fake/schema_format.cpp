#include "testing/fake/schema_format.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <string>

#include "ascii.hpp"
#include "testing/fake/cel/time.hpp"
#include "testing/fake/cel/url.hpp"
#include "testing/fake/go_time.hpp"
#include "testing/fake/ip_text.hpp"
#include "testing/fake/mail_address.hpp"
#include "testing/fake/object.hpp"
#include "testing/fake/pattern.hpp"
#include "testing/fake/structural_schema.hpp"

namespace k8s::testing::fake {
namespace {

// ---- the network ----------------------------------------------------------------------------

bool is_ipv4(std::string_view text) {
  return text.find('.') != text.npos && is_ip(text, LeadingZeros::allowed);
}

bool is_ipv6(std::string_view text) {
  return text.find(':') != text.npos && is_ip(text, LeadingZeros::refused);
}

bool is_uri(std::string_view text) {
  return cel::parse_url(text).problem.empty();
}

/// Letters and symbols of any script; the last label of several is of letters alone.
bool is_hostname(std::string_view text) {
  constexpr std::string_view pattern =
      "^([a-zA-Z0-9\\p{S}\\p{L}]((-?[a-zA-Z0-9\\p{S}\\p{L}]{0,62})?)|"
      "([a-zA-Z0-9\\p{S}\\p{L}](([a-zA-Z0-9-\\p{S}\\p{L}]{0,61}[a-zA-Z0-9\\p{S}\\p{L}])?)(\\.)){1,}"
      "([a-zA-Z\\p{L}]){2,63})$";
  constexpr std::size_t longest = 255;  // in bytes
  constexpr std::size_t longest_label = 63;
  if (text.size() > longest || !matches_pattern(text, pattern)) return false;
  while (text.find('.') != text.npos) {
    if (text.find('.') > longest_label) return false;
    text.remove_prefix(text.find('.') + 1);
  }
  return text.size() <= longest_label;
}

// ---- numbers with a check digit -------------------------------------------------------------

std::string without(std::string_view text, bool (*is_left_out)(char)) {
  std::string rest(text);
  std::erase_if(rest, is_left_out);
  return rest;
}

bool separates(char c) {
  return std::string_view("\t\n\f\r -").find(c) != std::string_view::npos;
}
bool is_no_digit(char c) {
  return !is_digit(c);
}

bool is_isbn10(std::string_view text) {
  const std::string number = without(text, &separates);
  if (!matches_pattern(number, "^([0-9]{9}X|[0-9]{10})$")) return false;
  int sum = 0;
  for (int i = 0; i < 10; ++i) {
    const char c = number[static_cast<std::size_t>(i)];
    sum += (i + 1) * (c == 'X' ? 10 : c - '0');
  }
  return sum % 11 == 0;
}

bool is_isbn13(std::string_view text) {
  const std::string number = without(text, &separates);
  if (!matches_pattern(number, "^[0-9]{13}$")) return false;
  int sum = 0;
  for (std::size_t i = 0; i < number.size(); ++i) sum += (i % 2 == 0 ? 1 : 3) * (number[i] - '0');
  return sum % 10 == 0;
}

bool is_isbn(std::string_view text) {
  return is_isbn10(text) || is_isbn13(text);
}

/// A number as one of the known issuers gives it, with its last digit by Luhn's formula.
bool is_credit_card(std::string_view text) {
  constexpr std::string_view pattern =
      "^(4[0-9]{12}([0-9]{3})?|5[1-5][0-9]{14}|6(011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|"
      "3(0[0-5]|[68][0-9])[0-9]{11}|(2131|1800|35[0-9]{3})[0-9]{11})$";
  const std::string number = without(text, &is_no_digit);
  if (!matches_pattern(number, pattern)) return false;
  int sum = 0;
  for (std::size_t i = 0; i < number.size(); ++i) {
    const int digit = (number[number.size() - 1 - i] - '0') * (i % 2 == 0 ? 1 : 2);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 == 0;
}

bool is_ssn(std::string_view text) {
  return text.size() == 11 && matches_pattern(text, "^[0-9]{3}[- ]?[0-9]{2}[- ]?[0-9]{4}$");
}

// ---- times ----------------------------------------------------------------------------------

bool is_date(std::string_view text) {
  return go_time_problem(std::string(text) + "T00:00:00Z", false).empty();
}

/// What stands behind a second `t` is not looked at.
bool is_date_time(std::string_view text) {
  constexpr std::string_view pattern =
      "^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](.[0-9]+)?(?i:z|[+-][0-9]{2}:[0-9]{2})$";
  const std::size_t mark = text.find_first_of("Tt");
  if (mark == text.npos || !is_date(text.substr(0, mark))) return false;
  const std::string_view time = text.substr(mark + 1);
  return matches_pattern(time.substr(0, time.find_first_of("Tt")), pattern);
}

bool is_duration(std::string_view text) {
  return cel::parse_long_duration(text).has_value();
}

// ---- names ----------------------------------------------------------------------------------

bool is_short_name(std::string_view text) {
  return text.size() <= 63 && matches_pattern(text, "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$");
}

bool is_long_name(std::string_view text) {
  constexpr std::string_view pattern =
      "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";
  return text.size() <= 253 && matches_pattern(text, pattern);
}

// ---- all ------------------------------------------------------------------------------------

template <const std::string_view& pattern>
bool matches(std::string_view text) {
  return matches_pattern(text, pattern);
}

bool is_anything(std::string_view) {
  return true;
}

constexpr std::string_view object_id = "^[0-9a-fA-F]{24}$";
constexpr std::string_view mac =
    "^[0-9a-fA-F]{2}((:[0-9a-fA-F]{2}){5}|(:[0-9a-fA-F]{2}){7}|(:[0-9a-fA-F]{2}){19}|"
    "(-[0-9a-fA-F]{2}){5}|(-[0-9a-fA-F]{2}){7}|(-[0-9a-fA-F]{2}){19})$|"
    "^[0-9a-fA-F]{4}((\\.[0-9a-fA-F]{4}){2}|(\\.[0-9a-fA-F]{4}){3}|(\\.[0-9a-fA-F]{4}){9})$|"
    "^([0-9a-fA-F]{12}|[0-9a-fA-F]{16}|[0-9a-fA-F]{40})$";
constexpr std::string_view uuid =
    "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$";
constexpr std::string_view uuid3 =
    "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$";
constexpr std::string_view uuid4 =
    "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$";
constexpr std::string_view uuid5 =
    "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$";
constexpr std::string_view hex_color = "^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$";
constexpr std::string_view rgb_color =
    "^rgb\\(\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*,"
    "\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*,"
    "\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*\\)$";
constexpr std::string_view base64 =
    "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$";

using Check = bool (*)(std::string_view text);

/// The formats of texts, without the dashes in their names.
const std::map<std::string, Check, std::less<>>& checks() {
  static const std::map<std::string, Check, std::less<>> all{{"bsonobjectid", &matches<object_id>},
                                                             {"byte", &matches<base64>},
                                                             {"cidr", &is_loose_cidr},
                                                             {"creditcard", &is_credit_card},
                                                             {"date", &is_date},
                                                             {"datetime", &is_date_time},
                                                             {"duration", &is_duration},
                                                             {"email", &is_mail_address},
                                                             {"hexcolor", &matches<hex_color>},
                                                             {"hostname", &is_hostname},
                                                             {"ipv4", &is_ipv4},
                                                             {"ipv6", &is_ipv6},
                                                             {"isbn", &is_isbn},
                                                             {"isbn10", &is_isbn10},
                                                             {"isbn13", &is_isbn13},
                                                             {"k8slongname", &is_long_name},
                                                             {"k8sshortname", &is_short_name},
                                                             {"mac", &matches<mac>},
                                                             {"password", &is_anything},
                                                             {"rgbcolor", &matches<rgb_color>},
                                                             {"ssn", &is_ssn},
                                                             {"uri", &is_uri},
                                                             {"uuid", &matches<uuid>},
                                                             {"uuid3", &matches<uuid3>},
                                                             {"uuid4", &matches<uuid4>},
                                                             {"uuid5", &matches<uuid5>}};
  return all;
}

/// Null if there is none.
Check check_of(std::string_view format) {
  const auto found = checks().find(without(format, [](char c) { return c == '-'; }));
  return found != checks().end() ? found->second : nullptr;
}

}  // namespace

bool knows_format(std::string_view type, std::string_view format) {
  if (type.empty() || type == "string") return check_of(format) != nullptr;
  if (type == "integer") return format == "int32" || format == "int64";
  return type == "number" && (format == "float" || format == "double");
}

std::string_view known_format(const json::object& schema) {
  const std::string_view type = is_int_or_string(schema) ? "" : text_at(schema, "type");
  const std::string_view format = text_at(schema, "format");
  return knows_format(type, format) ? format : "";
}

bool has_format(std::string_view format, std::string_view text) {
  const Check check = check_of(format);
  return check == nullptr || check(text);
}

}  // namespace k8s::testing::fake
