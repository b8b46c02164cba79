#include "http/impersonation_policy.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include <k8s/error.hpp>

namespace k8s::detail {
namespace {

void check(std::string_view field, const std::string& value) {
  if (value.empty()) {
    throw ConfigError("impersonate." + std::string(field) + " holds an empty text; remove it");
  }
  const bool printable = std::ranges::none_of(value, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < ' ' || byte == 0x7F;
  });
  const bool trimmed = value.front() != ' ' && value.back() != ' ';
  if (printable && trimmed) return;
  throw ConfigError(
      "impersonate." + std::string(field) +
      " holds a line break, a control character or a space at an end, which no header "
      "can carry");
}

/// Characters of a header's name, by RFC 9110.
bool is_token_character(char c) {
  constexpr std::string_view others = "!#$&'*+-.^_`|~";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         others.find(c) != std::string_view::npos;
}

/// As client-go: what a header's name cannot hold is percent-encoded.
std::string escaped(std::string_view key) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string name;
  for (const char c : key) {
    if (is_token_character(c)) {
      name += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    name += {'%', digits[byte >> 4U], digits[byte & 0xFU]};
  }
  return name;
}

}  // namespace

ImpersonationPolicy::ImpersonationPolicy(const Impersonation& whom) {
  if (whom.user.empty()) {
    throw ConfigError(
        "impersonate has a uid, groups or extra but no user; set impersonate.user, or leave it "
        "empty");
  }
  check("user", whom.user);
  headers_.add("Impersonate-User", whom.user);
  if (!whom.uid.empty()) {
    check("uid", whom.uid);
    headers_.add("Impersonate-Uid", whom.uid);
  }
  for (const std::string& group : whom.groups) {
    check("groups", group);
    headers_.add("Impersonate-Group", group);
  }
  for (const auto& [key, values] : whom.extra) {
    if (key.empty()) throw ConfigError("impersonate.extra has an empty key; remove it");
    for (const std::string& value : values) {
      if (!value.empty()) check("extra", value);
      headers_.add("Impersonate-Extra-" + escaped(key), value);
    }
  }
}

Response ImpersonationPolicy::send(Request& request, const Next& next) const {
  if (request.headers.find("Impersonate-User") == nullptr) {
    for (const auto& [name, value] : headers_) request.headers.add(name, value);
  }
  return next.send(request);
}

}  // namespace k8s::detail
