#include "testing/fake/go_url.hpp"

#include <algorithm>
#include <cstddef>
#include <stdexcept>

#include "ascii.hpp"
#include "testing/fake/go_json.hpp"

namespace k8s::testing::fake {
namespace {

class BadUrl : public std::runtime_error {
 public:
  using runtime_error::runtime_error;
};

enum class Where { host, elsewhere };

/// Whether it may stand in a host as it is.
bool is_of_host(char c) {
  constexpr std::string_view marks = "-_.~!$&'()*+,;=:[]<>\"";
  return static_cast<unsigned char>(c) >= 0x80 || is_alphanumeric(c) || marks.find(c) != marks.npos;
}

void check_escapes(std::string_view text, Where where) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      const std::string_view escape = text.substr(i, 3);
      const bool is_whole =
          escape.size() == 3 && hex_value(escape[1]) >= 0 && hex_value(escape[2]) >= 0;
      // What is ASCII cannot be escaped in a host.
      const bool is_ascii = is_whole && hex_value(escape[1]) < 8 && escape != "%25";
      if (!is_whole || (where == Where::host && is_ascii)) {
        throw BadUrl("invalid URL escape " + go_quote(escape));
      }
      i += 2;
    } else if (where == Where::host && !is_of_host(text[i])) {
      throw BadUrl("invalid character " + go_quote(text.substr(i, 1)) + " in host name");
    }
  }
}

/// Takes `scheme:` off the text; nothing if it does not begin with one.
std::string take_scheme(std::string_view& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ':') {
      if (i == 0) throw BadUrl("missing protocol scheme");
      std::string scheme = lower(text.substr(0, i));
      text.remove_prefix(i + 1);
      return scheme;
    }
    const bool may_follow = is_digit(c) || c == '+' || c == '-' || c == '.';
    if (!is_letter(c) && (i == 0 || !may_follow)) break;
  }
  return {};
}

/// Cuts the text at the first mark, and returns what stood behind it.
std::string_view cut(std::string_view& text, char mark) {
  const std::size_t at = text.find(mark);
  if (at == text.npos) return {};
  const std::string_view behind = text.substr(at + 1);
  text = text.substr(0, at);
  return behind;
}

void check_port(std::string_view port) {
  if (port.empty()) return;
  if (port.front() == ':' && std::ranges::all_of(port.substr(1), is_digit)) return;
  throw BadUrl("invalid port " + go_quote(port) + " after host");
}

void check_host(std::string_view host) {
  if (host.starts_with('[')) {
    const std::size_t close = host.rfind(']');
    if (close == host.npos) throw BadUrl("missing ']' in host");
    check_port(host.substr(close + 1));
  } else if (const std::size_t colon = host.rfind(':'); colon != host.npos) {
    check_port(host.substr(colon));
  }
  check_escapes(host, Where::host);
}

/// As Go writes a user: the name, and what separates it, escaped.
std::string shown_user(std::string_view user) {
  std::string shown;
  for (const char c : user) {
    if (c == '@') {
      shown += "%40";
    } else {
      shown += c;
    }
  }
  return shown;
}

void check_user(std::string_view user) {
  constexpr std::string_view marks = "-._:~!$&'()*+,;=%@";
  if (std::ranges::all_of(
          user, [&](char c) { return is_alphanumeric(c) || marks.find(c) != marks.npos; })) {
    return check_escapes(user, Where::elsewhere);
  }
  throw BadUrl("net/url: invalid userinfo");
}

GoUrl parse(std::string_view text) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; };
  if (std::ranges::any_of(text, is_control)) {
    throw BadUrl("net/url: invalid control character in URL");
  }
  GoUrl url;
  url.scheme = take_scheme(text);
  url.query = cut(text, '?');
  if (!text.starts_with('/')) {
    if (!url.scheme.empty()) return url;
    if (text.substr(0, text.find('/')).find(':') != text.npos) {
      throw BadUrl("first path segment in URL cannot contain colon");
    }
  }
  if (text.starts_with("//") && (!url.scheme.empty() || !text.starts_with("///"))) {
    std::string_view authority = text.substr(2);
    text = authority.substr(std::min(authority.find('/'), authority.size()));
    authority.remove_suffix(text.size());
    const std::size_t at = authority.rfind('@');
    const std::string_view host = at == authority.npos ? authority : authority.substr(at + 1);
    check_host(host);
    url.host = host;
    if (at != authority.npos) {
      check_user(authority.substr(0, at));
      url.user = shown_user(authority.substr(0, at));
    }
  }
  check_escapes(text, Where::elsewhere);
  return url;
}

}  // namespace

ParsedGoUrl parse_go_url(std::string_view text) {
  std::string_view rest = text;
  const std::string_view fragment = cut(rest, '#');
  try {
    ParsedGoUrl parsed{.url = parse(rest)};
    parsed.url.fragment = fragment;
    return parsed;
  } catch (const BadUrl& error) {
    return {.error = "parse " + go_quote(rest) + ": " + error.what()};
  }
}

}  // namespace k8s::testing::fake
