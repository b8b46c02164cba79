#include "http/server_url.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>

#include <k8s/error.hpp>

#include "ascii.hpp"
#include "http/curl_handles.hpp"

namespace k8s::detail {
namespace {

struct Free {
  void operator()(char* text) const noexcept { curl_free(text); }
};

std::string part(CURLU* url, CURLUPart which) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, CURLU_DEFAULT_PORT) != CURLUE_OK) return {};
  return std::unique_ptr<char, Free>(text).get();
}

/// \param shown whether the URL may stand in the message: it may hold a password
[[noreturn]] void refuse(const std::string& url, std::string_view field, bool shown,
                         std::string_view problem) {
  throw ConfigError(std::string(field) + ' ' + (shown ? '"' + url + "\" " : std::string()) +
                    std::string(problem) + ": write it as https://host:port");
}

/// libcurl would decode it, and so connect to another host than the one that people read. After
/// the address of IPv6 a zone may stand so.
bool encodes_host(std::string_view url) {
  constexpr std::string_view separator = "://";
  const std::size_t scheme = url.find(separator);
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + separator.size());
  const std::string_view authority = url.substr(0, url.find_first_of("/?#"));
  const std::string_view host = authority.substr(authority.rfind('@') + 1);
  return !host.starts_with('[') && host.find('%') != std::string_view::npos;
}

/// Null if it is none.
CurlUrl parse(const std::string& url) {
  if (url.find('\0') != std::string::npos) return nullptr;  // libcurl would read up to there
  if (encodes_host(url)) return nullptr;
  CurlUrl parsed = make_url();
  const CURLUcode code =
      curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME);
  return code == CURLUE_OK ? std::move(parsed) : nullptr;
}

/// libcurl would take the first part of the path for the host.
bool lacks_host(std::string_view url) {
  constexpr std::string_view separator = "://";
  const std::size_t scheme = url.find(separator);
  return scheme != std::string_view::npos && url.substr(scheme + separator.size()).starts_with('/');
}

/// libcurl gives it without its zone.
std::string host_of(CURLU* url) {
  std::string host = part(url, CURLUPART_HOST);
  const std::string zone = part(url, CURLUPART_ZONEID);
  if (!zone.empty() && host.ends_with(']')) host.insert(host.size() - 1, "%25" + zone);
  return host;
}

}  // namespace

std::string ServerUrl::text() const {
  return scheme + "://" + host + ':' + port + prefix;
}

bool has_address(const ServerUrl& server) {
  in_addr address{};
  return server.host.starts_with('[') || inet_pton(AF_INET, server.host.c_str(), &address) == 1;
}

bool is_loopback(const ServerUrl& server) {
  constexpr std::uint32_t network = 127;
  constexpr unsigned int host_bits = 24;
  in_addr address{};
  if (inet_pton(AF_INET, server.host.c_str(), &address) == 1) {
    return ntohl(address.s_addr) >> host_bits == network;
  }
  return server.host == "[::1]" || same_but_for_case(server.host, "localhost");
}

std::optional<RedirectTarget> resolve(const std::string& url, const std::string& location) {
  const CurlUrl parsed = make_url();
  if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_PATH_AS_IS) != CURLUE_OK ||
      curl_url_set(parsed.get(), CURLUPART_URL, location.c_str(), 0) != CURLUE_OK ||
      !part(parsed.get(), CURLUPART_USER).empty() ||
      !part(parsed.get(), CURLUPART_PASSWORD).empty()) {
    return std::nullopt;
  }
  RedirectTarget target{.scheme = part(parsed.get(), CURLUPART_SCHEME),
                        .host = host_of(parsed.get()),
                        .port = part(parsed.get(), CURLUPART_PORT),
                        .path = part(parsed.get(), CURLUPART_PATH)};
  const std::string query = part(parsed.get(), CURLUPART_QUERY);
  if (!query.empty()) target.path += '?' + query;
  return target;
}

ServerUrl parse_server_url(const std::string& url, std::string_view field) {
  const bool shown = url.find('@') == std::string::npos;
  const CurlUrl parsed = parse(url);
  if (!parsed) refuse(url, field, shown, "is no URL");
  const auto has = [&](CURLUPart which) { return !part(parsed.get(), which).empty(); };
  if (has(CURLUPART_USER) || has(CURLUPART_PASSWORD)) {
    refuse(url, field, false,
           "holds a user or a password, which belong into username and password");
  }
  if (has(CURLUPART_QUERY) || has(CURLUPART_FRAGMENT)) {
    refuse(url, field, shown, "has more than a path");
  }

  ServerUrl server{.scheme = part(parsed.get(), CURLUPART_SCHEME),
                   .host = host_of(parsed.get()),
                   .port = part(parsed.get(), CURLUPART_PORT),
                   .prefix = part(parsed.get(), CURLUPART_PATH)};
  if (server.scheme != "https" && server.scheme != "http") {
    refuse(url, field, shown, "is neither https nor http");
  }
  if (server.host.empty() || lacks_host(url)) refuse(url, field, shown, "names no host");
  while (server.prefix.ends_with('/')) server.prefix.pop_back();
  return server;
}

std::string bare_host(const std::string& host) {
  if (!host.starts_with('[') || !host.ends_with(']')) return host;
  return host.substr(1, std::min(host.find('%'), host.size() - 1) - 1);
}

std::optional<std::string> url_host(const std::string& name) {
  in6_addr address{};
  if (inet_pton(AF_INET6, name.c_str(), &address) == 1) return '[' + name + ']';
  const CurlUrl parsed = parse("https://" + name);
  if (!parsed || host_of(parsed.get()) != name) return std::nullopt;
  return name;
}

bool is_proxy_url(const std::string& url) {
  const CurlUrl parsed = parse(url);
  if (!parsed || lacks_host(url)) return false;
  const std::string scheme = part(parsed.get(), CURLUPART_SCHEME);
  return scheme == "http" || scheme == "https" || scheme == "socks5" || scheme == "socks5h";
}

std::string without_user(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
  const std::size_t user = url.rfind('@');  // a password may hold one, and a slash
  if (user == std::string::npos || user < begin) return url;
  return url.substr(0, begin) + url.substr(user + 1);
}

}  // namespace k8s::detail
