#include "http/impersonation_policy.hpp"

#include <string>
#include <string_view>

#include <k8s/error.hpp>

#include "http/header_value.hpp"

namespace k8s::detail {
namespace {

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
  check_header_value("impersonate.user", whom.user);
  headers_.add("Impersonate-User", whom.user);
  if (!whom.uid.empty()) {
    check_header_value("impersonate.uid", whom.uid);
    headers_.add("Impersonate-Uid", whom.uid);
  }
  for (const std::string& group : whom.groups) {
    check_header_value("impersonate.groups", group);
    headers_.add("Impersonate-Group", group);
  }
  for (const auto& [key, values] : whom.extra) {
    if (key.empty()) throw ConfigError("impersonate.extra has an empty key; remove it");
    for (const std::string& value : values) {
      if (!value.empty()) check_header_value("impersonate.extra", value);
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
