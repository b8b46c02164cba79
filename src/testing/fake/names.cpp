#include "testing/fake/names.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>

#include "ascii.hpp"
#include "testing/fake/ip_text.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::size_t max_label = 63;
constexpr std::size_t max_subdomain = 253;

bool is_lower_alphanumeric(char c) {
  return is_lower(c) || is_digit(c);
}
bool is_name_char(char c) {
  return is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
}

std::string too_long(std::size_t limit, std::string_view unit = "characters") {
  return "must be no more than " + std::to_string(limit) + " " + std::string(unit);
}

std::string no_match(std::string_view message, std::string_view pattern,
                     std::initializer_list<std::string_view> examples) {
  std::string text = std::string(message) + " (";
  const char* before = "e.g. ";
  for (const std::string_view example : examples) {
    text.append(before).append("'").append(example).append("', ");
    before = " or ";
  }
  return text.append("regex used for validation is '").append(pattern).append("')");
}

/// `[a-z0-9]([-a-z0-9]*[a-z0-9])?`
bool is_label(std::string_view text) {
  return !text.empty() && is_lower_alphanumeric(text.front()) &&
         is_lower_alphanumeric(text.back()) &&
         std::ranges::all_of(text, [](char c) { return c == '-' || is_lower_alphanumeric(c); });
}

bool is_subdomain(std::string_view text) {
  for (;;) {
    const std::size_t dot = text.find('.');
    if (!is_label(text.substr(0, dot))) return false;
    if (dot == text.npos) return true;
    text.remove_prefix(dot + 1);
  }
}

/// `([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]`
bool is_name_part(std::string_view text) {
  return !text.empty() && is_alphanumeric(text.front()) && is_alphanumeric(text.back()) &&
         std::ranges::all_of(text, is_name_char);
}

constexpr std::string_view subdomain_pattern =
    R"([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)";
constexpr std::string_view name_part_pattern = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
constexpr std::string_view name_part_message =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
    "alphanumeric character";

std::string bad_name_part() {
  return no_match(name_part_message, name_part_pattern, {"MyName", "my.name", "123-abc"});
}

}  // namespace

Complaints check_dns_label(std::string_view text) {
  Complaints complaints;
  if (text.size() > max_label) complaints.push_back(too_long(max_label));
  if (is_label(text)) return complaints;
  if (is_subdomain(text)) {
    complaints.emplace_back("must not contain dots");
  } else {
    complaints.push_back(no_match(
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and "
        "must start and end with an alphanumeric character",
        "[a-z0-9]([-a-z0-9]*[a-z0-9])?", {"my-name", "123-abc"}));
  }
  return complaints;
}

Complaints check_namespace_name(std::string_view text) {
  Complaints complaints = check_dns_label(text);
  if (text.size() > max_label) complaints.front() = too_long(max_label, "bytes");
  return complaints;
}

Complaints check_dns_subdomain(std::string_view text) {
  Complaints complaints;
  if (text.size() > max_subdomain) complaints.push_back(too_long(max_subdomain));
  if (!is_subdomain(text)) {
    complaints.push_back(no_match(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "
        "'.', and must start and end with an alphanumeric character",
        subdomain_pattern, {"example.com"}));
  }
  return complaints;
}

Complaints check_dns_1035_label(std::string_view text) {
  Complaints complaints;
  if (text.size() > max_label) complaints.push_back(too_long(max_label));
  if (!is_label(text) || !is_lower(text.front())) {
    complaints.push_back(no_match(
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an "
        "alphabetic character, and end with an alphanumeric character",
        "[a-z]([-a-z0-9]*[a-z0-9])?", {"my-name", "abc-123"}));
  }
  return complaints;
}

Complaints check_wildcard_subdomain(std::string_view text) {
  Complaints complaints;
  if (text.size() > max_subdomain) complaints.push_back(too_long(max_subdomain));
  if (!text.starts_with("*.") || !is_subdomain(text.substr(2))) {
    complaints.push_back(no_match(
        "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, "
        "which must consist of lower case alphanumeric characters, '-' or '.' and end with an "
        "alphanumeric character",
        R"(\*\.)" + std::string(subdomain_pattern), {"*.example.com"}));
  }
  return complaints;
}

Complaints check_label_key(std::string_view text) {
  Complaints complaints;
  const auto slashes = std::ranges::count(text, '/');
  if (slashes > 1) {
    complaints.push_back("a valid label key " + bad_name_part() +
                         " with an optional DNS subdomain prefix and '/' (e.g. "
                         "'example.com/MyName')");
    return complaints;
  }
  std::string_view name = text;
  if (slashes == 1) {
    const std::string_view prefix = text.substr(0, text.find('/'));
    name.remove_prefix(prefix.size() + 1);
    if (prefix.empty()) complaints.emplace_back("prefix part must be non-empty");
    if (!prefix.empty()) {
      for (const std::string& complaint : check_dns_subdomain(prefix)) {
        complaints.push_back("prefix part " + complaint);
      }
    }
  }
  if (name.empty()) {
    complaints.emplace_back("name part must be non-empty");
  } else if (name.size() > max_label) {
    complaints.push_back("name part " + too_long(max_label, "bytes"));
  }
  if (!is_name_part(name)) complaints.push_back("name part " + bad_name_part());
  return complaints;
}

Complaints check_label_value(std::string_view text) {
  Complaints complaints;
  if (text.size() > max_label) complaints.push_back(too_long(max_label, "bytes"));
  if (!text.empty() && !is_name_part(text)) {
    complaints.push_back(no_match(
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or "
        "'.', and must start and end with an alphanumeric character",
        "(" + std::string(name_part_pattern) + ")?", {"MyValue", "my_value", "12345"}));
  }
  return complaints;
}

Complaints check_data_key(std::string_view text) {
  Complaints complaints;
  if (text.size() > max_subdomain) {
    complaints.push_back(too_long(max_subdomain));
  }
  if (text.empty() || !std::ranges::all_of(text, is_name_char)) {
    complaints.push_back(
        no_match("a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
                 "[-._a-zA-Z0-9]+", {"key.name", "KEY_NAME", "key-name"}));
  }
  if (text == "." || text == "..") {
    complaints.push_back("must not be '" + std::string(text) + "'");
  } else if (text.starts_with("..")) {
    complaints.emplace_back("must not start with '..'");
  }
  return complaints;
}

Complaints check_path_segment(std::string_view text) {
  if (text == "." || text == "..") return {"may not be '" + std::string(text) + "'"};
  Complaints complaints;
  for (const char illegal : {'/', '%'}) {
    if (text.find(illegal) != text.npos) {
      complaints.push_back(std::string("may not contain '") + illegal + "'");
    }
  }
  return complaints;
}

Complaints check_environment_name(std::string_view text) {
  if (text.empty()) return {"environment variable name must be non-empty"};
  if (std::ranges::any_of(text, [](char c) { return c < ' ' || c > '~' || c == '='; })) {
    return {
        "a valid environment variable name must consist only of printable ASCII characters other "
        "than '='"};
  }
  return {};
}

Complaints check_port_name(std::string_view text) {
  Complaints complaints;
  if (text.size() > 15) complaints.push_back(too_long(15));
  if (text.empty() ||
      !std::ranges::all_of(text, [](char c) { return c == '-' || is_lower_alphanumeric(c); })) {
    complaints.emplace_back(
        "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  }
  if (!std::ranges::any_of(text, is_lower)) {
    complaints.emplace_back("must contain at least one letter (a-z)");
  }
  if (text.find("--") != text.npos) {
    complaints.emplace_back("must not contain consecutive hyphens");
  }
  if (!text.empty() && (text.front() == '-' || text.back() == '-')) {
    complaints.emplace_back("must not begin or end with a hyphen");
  }
  return complaints;
}

Complaints check_port_number(std::int64_t port) {
  if (port >= 1 && port <= 65535) return {};
  return {"must be between 1 and 65535, inclusive"};
}

Complaints check_percent(std::string_view text) {
  if (text.size() > 1 && text.back() == '%' &&
      std::ranges::all_of(text.substr(0, text.size() - 1), is_digit)) {
    return {};
  }
  return {no_match("a valid percent string must be a numeric string followed by an ending '%'",
                   "[0-9]+%", {"1%", "93%"})};
}

Complaints check_http_header_name(std::string_view text) {
  if (!text.empty() &&
      std::ranges::all_of(text, [](char c) { return c == '-' || is_alphanumeric(c); })) {
    return {};
  }
  return {no_match("a valid HTTP header must consist of alphanumeric characters or '-'",
                   "[-A-Za-z0-9]+", {"X-Header-Name"})};
}

bool is_ip_address(std::string_view text) {
  return is_ip(text, LeadingZeros::refused);
}

Complaints check_name_prefix(NameCheck check, std::string_view prefix) {
  if (prefix.size() < 2 || prefix.back() != '-') return check(prefix);
  return check(std::string(prefix.substr(0, prefix.size() - 2)) + 'a');
}

}  // namespace k8s::testing::fake
