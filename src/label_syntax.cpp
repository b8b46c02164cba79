#include "label_syntax.hpp"

#include <algorithm>
#include <cstddef>

#include "ascii.hpp"

namespace k8s::detail {
namespace {

constexpr std::size_t max_name = 63;
constexpr std::size_t max_prefix = 253;

bool is_lower_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool is_name_character(char c) {
  return is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
}

bool is_name(std::string_view text) {
  return !text.empty() && is_alphanumeric(text.front()) && is_alphanumeric(text.back()) &&
         std::ranges::all_of(text, is_name_character);
}

bool is_dns_label(std::string_view text) {
  return !text.empty() && is_lower_or_digit(text.front()) && is_lower_or_digit(text.back()) &&
         std::ranges::all_of(text, [](char c) { return is_lower_or_digit(c) || c == '-'; });
}

bool is_dns_subdomain(std::string_view text) {
  while (true) {
    const auto dot = text.find('.');
    if (!is_dns_label(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

}  // namespace

std::string label_key_problem(std::string_view key) {
  std::string_view name = key;
  if (const auto slash = key.find('/'); slash != std::string_view::npos) {
    const auto prefix = key.substr(0, slash);
    name = key.substr(slash + 1);
    if (prefix.size() > max_prefix) return "its prefix is longer than 253 characters";
    if (!is_dns_subdomain(prefix)) return "what stands before its '/' is no lower-case DNS name";
  }
  if (name.empty()) return "its name is empty";
  if (name.size() > max_name) return "its name is longer than 63 characters";
  if (!is_name(name)) {
    return "its name must consist of letters, digits, '-', '_' and '.', and begin and end with a "
           "letter or digit";
  }
  return {};
}

std::string label_value_problem(std::string_view value) {
  if (value.size() > max_name) return "it is longer than 63 characters";
  if (!value.empty() && !is_name(value)) {
    return "it must consist of letters, digits, '-', '_' and '.', and begin and end with a letter "
           "or digit";
  }
  return {};
}

}  // namespace k8s::detail
