#include "auth/proxy.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <k8s/error.hpp>

#include "ascii.hpp"
#include "auth/text.hpp"
#include "http/server_url.hpp"

namespace k8s::auth {

namespace {

struct Variable {
  std::string_view name{};
  std::string value{};
};

/// The first of them that is set and not empty.
Variable first_of(std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return {name, value};
  }
  return {};
}

bool is_set(const char* name) {
  return !first_of({name}).value.empty();
}

/// An address of either family as the 16 bytes of IPv6.
using Address = std::array<unsigned char, 16>;

constexpr std::size_t ipv4_offset = 12;

std::optional<Address> address_of(const std::string& text) {
  Address address{};
  if (::inet_pton(AF_INET6, text.c_str(), address.data()) == 1) return address;
  address = {};
  address[10] = address[11] = 0xFF;
  if (::inet_pton(AF_INET, text.c_str(), address.data() + ipv4_offset) == 1) return address;
  return std::nullopt;
}

struct Network {
  Address address{};
  std::size_t bits = 0;

  [[nodiscard]] bool contains(const Address& other) const {
    for (std::size_t bit = 0; bit < bits; ++bit) {
      const auto mask = static_cast<unsigned char>(0x80U >> (bit % 8));
      if (((address[bit / 8] ^ other[bit / 8]) & mask) != 0) return false;
    }
    return true;
  }
};

std::optional<Network> network_of(const std::string& text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) return std::nullopt;
  const std::optional<Address> address = address_of(text.substr(0, slash));
  if (!address) return std::nullopt;
  const bool dotted = text.find(':') == std::string::npos;
  const std::size_t most = dotted ? 32 : 128;
  std::size_t bits = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + slash + 1, end, bits);
  if (error != std::errc() || stop != end || bits > most) return std::nullopt;
  return Network{*address, dotted ? bits + ipv4_offset * 8 : bits};
}

/// A host, and a port if one was named.
struct Place {
  std::string host{};
  std::string port{};
};

/// As Go's net.SplitHostPort; what it refuses is all host.
Place split(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) return {text, {}};
  std::string host = text.substr(0, colon);
  std::string port = text.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']')) {
    return {host.substr(1, host.size() - 2), std::move(port)};
  }
  if (host.find(':') != std::string::npos) return {text, {}};  // an address of IPv6
  return {std::move(host), std::move(port)};
}

bool is_below(const std::string& host, std::string name) {
  if (name.starts_with("*.")) name.erase(0, 1);
  const bool itself_too = !name.starts_with('.');
  if (itself_too && host == name) return true;
  return host.ends_with(itself_too ? '.' + name : name);
}

/// Whether one item of NO_PROXY meets the server.
bool meets(const std::string& item, const std::string& host, const std::string& port,
           const std::optional<Address>& address) {
  if (const std::optional<Network> network = network_of(item)) {
    return address && network->contains(*address);
  }
  const Place place = split(item);
  if (place.host.empty() || (!place.port.empty() && place.port != port)) return false;
  if (const std::optional<Address> other = address_of(place.host)) return address == other;
  return !address && is_below(host, place.host);
}

bool goes_direct(const detail::ServerUrl& server, std::string_view no_proxy) {
  const std::string host = lower(detail::bare_host(server.host));
  const std::optional<Address> address = address_of(host);
  // A proxy's loopback is not ours.
  if (is_loopback(server)) return true;
  while (!no_proxy.empty()) {
    const std::size_t end = std::min(no_proxy.find(','), no_proxy.size());
    const std::string item = lower(trimmed(no_proxy.substr(0, end)));
    no_proxy.remove_prefix(std::min(end + 1, no_proxy.size()));
    if (item == "*" || (!item.empty() && meets(item, host, server.port, address))) return true;
  }
  return false;
}

/// With its scheme in lower case. The URL may hold a password, so it is not shown.
std::string checked(const std::string& url, std::string_view where) {
  if (detail::is_proxy_url(url)) {
    const std::size_t scheme = url.find("://");
    return lower(url.substr(0, scheme)) + url.substr(scheme);
  }
  throw ConfigError(std::string(where) +
                    " is no URL of a proxy: write it as http://HOST:PORT, https://HOST:PORT or "
                    "socks5://HOST:PORT");
}

}  // namespace

std::string proxy_of(const Config& config) {
  if (!config.proxy_url.empty()) return checked(config.proxy_url, "proxy_url");
  const detail::ServerUrl server = detail::parse_server_url(config.api_server);
  const bool encrypted = server.scheme == "https";
  // A web server hands the header "Proxy" of a request to its CGI programs as HTTP_PROXY.
  if (!encrypted && is_set("REQUEST_METHOD")) return {};
  Variable proxy =
      encrypted ? first_of({"HTTPS_PROXY", "https_proxy"}) : first_of({"HTTP_PROXY", "http_proxy"});
  if (proxy.value.empty()) return {};
  if (goes_direct(server, first_of({"NO_PROXY", "no_proxy"}).value)) return {};
  if (proxy.value.find("://") == std::string::npos) proxy.value.insert(0, "http://");
  return checked(proxy.value, proxy.name);
}

}  // namespace k8s::auth
