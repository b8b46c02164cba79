#include "testing/fake/cel/url.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "ascii.hpp"
#include "testing/fake/cel/network.hpp"

namespace k8s::testing::fake::cel {
namespace {

struct Malformed {
  std::string problem;
};

bool is_one_of(char c, std::string_view characters) {
  return characters.find(c) != characters.npos;
}
bool is_unreserved(char c) {
  return is_letter(c) || is_digit(c) || is_one_of(c, "-_.~");
}

/// The text with its `%xx` resolved.
/// \param is_query whether a plus is a space
std::string unescape(std::string_view text, bool is_query) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && is_query) {
      result += ' ';
    } else if (text[i] != '%') {
      result += text[i];
    } else {
      const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
      if (high < 0 || low < 0) {
        throw Malformed{"invalid URL escape " + go_quote(text.substr(i, 3))};
      }
      result += static_cast<char>(16 * high + low);
      i += 2;
    }
  }
  return result;
}

std::string escape_path(std::string_view path) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  for (const char c : path) {
    if (is_unreserved(c) || is_one_of(c, "$&+,/:;=@")) {
      result += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      result += '%';
      result += digits[byte / 16U];
      result += digits[byte % 16U];
    }
  }
  return result;
}

std::string escaped_path(std::string_view path) {
  const bool is_escaped = std::ranges::all_of(
      path, [](char c) { return is_unreserved(c) || is_one_of(c, "!$&'()*+,;=:@[]%/"); });
  std::string plain = unescape(path, false);
  return is_escaped ? std::string(path) : escape_path(plain);
}

/// Takes the scheme away from the front.
std::string take_scheme(std::string_view& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_letter(c)) continue;
    if (c == ':') {
      if (i == 0) throw Malformed{"missing protocol scheme"};
      std::string scheme(text.substr(0, i));
      std::ranges::transform(scheme, scheme.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
      });
      text.remove_prefix(i + 1);
      return scheme;
    }
    if (i == 0 || !(is_digit(c) || is_one_of(c, "+-."))) break;
  }
  return "";
}

void check_port(std::string_view text) {
  if (text.empty()) return;
  if (text.front() == ':' && std::all_of(text.begin() + 1, text.end(), &is_digit)) return;
  throw Malformed{"invalid port " + go_quote(text) + " after host"};
}

void check_host(std::string_view host, bool is_web) {
  if (host.starts_with('[')) {
    const std::size_t end = host.rfind(']');
    if (end == host.npos) throw Malformed{"missing ']' in host"};
    check_port(host.substr(end + 1));
    const std::string_view address = host.substr(1, end - 1);
    const std::string_view ip = address.substr(0, address.find("%25"));
    if (ip.find(':') == ip.npos || (is_error(parse_ip(ip)) && !ip.starts_with("::ffff:"))) {
      throw Malformed{"invalid host: ParseAddr(" + go_quote(address) + "): unable to parse IP"};
    }
    return;
  }
  if (host.find('[') != host.npos) throw Malformed{"invalid IP-literal"};
  const std::size_t colon = is_web ? host.find(':') : host.rfind(':');
  if (colon != host.npos) check_port(host.substr(colon));
  for (const char c : host) {
    const bool is_wide = static_cast<unsigned char>(c) >= 0x80;
    if (is_wide || is_unreserved(c) || is_one_of(c, "!$&'()*+,;=:[]<>\"%")) continue;
    throw Malformed{"invalid character " + go_quote(std::string(1, c)) + " in host name"};
  }
}

std::string take_host(std::string_view authority, bool is_web) {
  if (const std::size_t at = authority.rfind('@'); at != authority.npos) {
    const std::string_view user = authority.substr(0, at);
    const bool fits = std::ranges::all_of(
        user, [](char c) { return is_unreserved(c) || is_one_of(c, ":!$&'()*+,;=%@"); });
    if (!fits) throw Malformed{"net/url: invalid userinfo"};
    (void)unescape(user, false);
    authority.remove_prefix(at + 1);
  }
  check_host(authority, is_web);
  // What is ASCII is not hidden in a host's name; a zone begins with `%25`.
  for (std::size_t at = authority.find('%'); at != authority.npos;
       at = authority.find('%', at + 1)) {
    const std::string_view escape = authority.substr(at, 3);
    const int high = escape.size() == 3 ? hex_value(escape[1]) : -1;
    if (high >= 0 && high < 8 && escape != "%25") {
      throw Malformed{"invalid URL escape " + go_quote(escape)};
    }
  }
  return unescape(authority, false);
}

Url parse(std::string_view text) {
  const bool has_control = std::ranges::any_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  if (has_control) throw Malformed{"net/url: invalid control character in URL"};
  if (text.empty()) throw Malformed{"empty url"};
  Url url{.text = std::string(text)};
  std::string_view rest = text;
  // What stands behind a # belongs to a fragment, which a request does not have.
  url.scheme = take_scheme(rest);
  if (const std::size_t question = rest.find('?'); question != rest.npos) {
    url.query = rest.substr(question + 1);
    rest = rest.substr(0, question);
  }
  if (!rest.starts_with('/')) {
    if (url.scheme.empty() && text != "*") throw Malformed{"invalid URI for request"};
    return url;
  }
  if (!url.scheme.empty() && rest.starts_with("//")) {
    rest.remove_prefix(2);
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    url.host = take_host(rest.substr(0, slash), url.scheme == "http" || url.scheme == "https");
    rest.remove_prefix(slash);
  }
  url.escaped_path = escaped_path(rest);
  return url;
}

/// Where the port begins, at its colon; the end if there is none.
std::size_t port_position(const Url& url) {
  const std::size_t colon = url.host.rfind(':');
  const std::size_t bracket = url.host.rfind(']');
  const bool is_inside =
      colon == std::string::npos || (bracket != std::string::npos && colon < bracket);
  return is_inside ? url.host.size() : colon;
}

}  // namespace

UrlResult parse_url(std::string_view text) {
  try {
    // The text is a request's as a whole; without its fragment it is what the parts come from.
    Url whole = parse(text);
    if (text.find('#') == text.npos) return {.url = std::move(whole)};
    return {.url = parse(text.substr(0, text.find('#')))};
  } catch (const Malformed& malformed) {
    return {.problem = "parse " + go_quote(text) + ": " + malformed.problem};
  }
}

std::string_view host_name(const Url& url) {
  std::string_view name = std::string_view(url.host).substr(0, port_position(url));
  if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
  return name;
}

std::string_view port(const Url& url) {
  const std::string_view text = std::string_view(url.host).substr(port_position(url));
  return text.empty() ? text : text.substr(1);
}

Value query_of(const Url& url) {
  std::map<std::string, std::vector<Value>> members;
  std::string_view rest = url.query;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('&'), rest.size());
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (part.empty() || part.find(';') != part.npos) continue;
    const std::size_t mark = std::min(part.find('='), part.size());
    try {
      std::string value = unescape(part.substr(std::min(mark + 1, part.size())), true);
      members[unescape(part.substr(0, mark), true)].emplace_back(std::move(value));
    } catch (const Malformed&) {
      continue;
    }
  }
  std::vector<Entry> entries;
  for (auto& [key, values] : members) entries.push_back({key, make_list(std::move(values))});
  return make_map(std::move(entries));
}

}  // namespace k8s::testing::fake::cel
