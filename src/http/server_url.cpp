#include "http/server_url.hpp"

#include <cstdint>
#include <memory>
#include <new>
#include <string_view>

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <strings.h>

#include <k8s/error.hpp>

namespace k8s::detail {
namespace {

struct Free {
  void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
  void operator()(char* text) const noexcept { curl_free(text); }
};

std::string part(CURLU* url, CURLUPart which) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, CURLU_DEFAULT_PORT) != CURLUE_OK) return {};
  return std::unique_ptr<char, Free>(text).get();
}

/// \param shown whether the URL may stand in the message: it may hold a password
[[noreturn]] void refuse(const std::string& url, bool shown, std::string_view problem) {
  throw ConfigError("api_server " + (shown ? '"' + url + "\" " : std::string()) +
                    std::string(problem) + ": write it as https://host:port");
}

}  // namespace

std::string ServerUrl::text() const {
  return scheme + "://" + host + ':' + port + prefix;
}

bool is_loopback(const ServerUrl& server) {
  constexpr std::uint32_t network = 127;
  constexpr unsigned int host_bits = 24;
  in_addr address{};
  if (inet_pton(AF_INET, server.host.c_str(), &address) == 1) {
    return ntohl(address.s_addr) >> host_bits == network;
  }
  return server.host == "[::1]" || strcasecmp(server.host.c_str(), "localhost") == 0;
}

std::optional<RedirectTarget> resolve(const std::string& url, const std::string& location) {
  const std::unique_ptr<CURLU, Free> parsed(curl_url());
  if (!parsed) throw std::bad_alloc();
  if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_PATH_AS_IS) != CURLUE_OK ||
      curl_url_set(parsed.get(), CURLUPART_URL, location.c_str(), 0) != CURLUE_OK ||
      !part(parsed.get(), CURLUPART_USER).empty() ||
      !part(parsed.get(), CURLUPART_PASSWORD).empty()) {
    return std::nullopt;
  }
  RedirectTarget target{.scheme = part(parsed.get(), CURLUPART_SCHEME),
                        .host = part(parsed.get(), CURLUPART_HOST),
                        .port = part(parsed.get(), CURLUPART_PORT),
                        .path = part(parsed.get(), CURLUPART_PATH)};
  const std::string query = part(parsed.get(), CURLUPART_QUERY);
  if (!query.empty()) target.path += '?' + query;
  return target;
}

ServerUrl parse_server_url(const std::string& url) {
  const bool shown = url.find('@') == std::string::npos;
  const std::unique_ptr<CURLU, Free> parsed(curl_url());
  if (!parsed) throw std::bad_alloc();
  if (curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), CURLU_NON_SUPPORT_SCHEME) !=
      CURLUE_OK) {
    refuse(url, shown, "is no URL");
  }
  const auto has = [&](CURLUPart which) { return !part(parsed.get(), which).empty(); };
  if (has(CURLUPART_USER) || has(CURLUPART_PASSWORD)) {
    refuse(url, false, "holds a user or a password, which belong into username and password");
  }
  if (has(CURLUPART_QUERY) || has(CURLUPART_FRAGMENT)) refuse(url, shown, "has more than a path");

  ServerUrl server{.scheme = part(parsed.get(), CURLUPART_SCHEME),
                   .host = part(parsed.get(), CURLUPART_HOST),
                   .port = part(parsed.get(), CURLUPART_PORT),
                   .prefix = part(parsed.get(), CURLUPART_PATH)};
  if (server.scheme != "https" && server.scheme != "http") {
    refuse(url, shown, "is neither https nor http");
  }
  if (server.host.empty()) refuse(url, shown, "names no host");
  while (server.prefix.ends_with('/')) server.prefix.pop_back();
  return server;
}

}  // namespace k8s::detail
