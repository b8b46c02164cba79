#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace k8s::detail {

/// Where the API server is.
struct ServerUrl {
  std::string scheme{};
  /// An IPv6 address stands in brackets, with its zone if it has one: "[fe80::1%25eth0]".
  std::string host{};
  std::string port{};
  /// Without a slash at its end; empty if there is none.
  std::string prefix{};

  /// "https://10.0.0.1:6443/prefix"
  [[nodiscard]] std::string text() const;
};

/// Whether the host is an address, not a name that has to be looked up.
[[nodiscard]] bool has_address(const ServerUrl& server);

/// Whether the host is localhost or a loopback address.
[[nodiscard]] bool is_loopback(const ServerUrl& server);

/// Where a redirect leads.
struct RedirectTarget {
  std::string scheme{};
  std::string host{};
  std::string port{};
  /// With the query, if there is one.
  std::string path{};
};

/// What `location`, which may be relative, means in an answer from `url`. Nothing if it is no URL
/// or holds a user or a password.
[[nodiscard]] std::optional<RedirectTarget> resolve(const std::string& url,
                                                    const std::string& location);

/// \param field what holds the URL, for errors
/// \throws ConfigError unless it is an http or https URL of a host, with a port and a path at most
[[nodiscard]] ServerUrl parse_server_url(const std::string& url,
                                         std::string_view field = "api_server");

/// A host as certificates name it: without the brackets and the zone of an IPv6 address.
[[nodiscard]] std::string bare_host(const std::string& host);

/// How a host's name or address stands in a URL, an IPv6 address in brackets. Nothing if it is
/// neither.
[[nodiscard]] std::optional<std::string> url_host(const std::string& name);

/// Whether it is the URL of a proxy that libcurl can use.
[[nodiscard]] bool is_proxy_url(const std::string& url);

/// A URL without the user and the password that it may hold, for messages.
[[nodiscard]] std::string without_user(const std::string& url);

}  // namespace k8s::detail
