#pragma once

#include <optional>
#include <string>

namespace k8s::detail {

/// Where the API server is.
struct ServerUrl {
  std::string scheme{};
  /// An IPv6 address stands in brackets.
  std::string host{};
  std::string port{};
  /// Without a slash at its end; empty if there is none.
  std::string prefix{};

  /// "https://10.0.0.1:6443/prefix"
  [[nodiscard]] std::string text() const;
};

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

/// \throws ConfigError unless it is an http or https URL of a host, with a port and a path at most
[[nodiscard]] ServerUrl parse_server_url(const std::string& url);

}  // namespace k8s::detail
