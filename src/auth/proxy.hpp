#pragma once

#include <string>

#include <k8s/config.hpp>

namespace k8s::auth {

/// The proxy that requests of `config` go through: proxy_url, else that of the environment, by the
/// rules of Go's httpproxy, which are kubectl's: HTTPS_PROXY or HTTP_PROXY by the server's scheme,
/// in upper or lower case; NO_PROXY holds names (with all that is below them), ".names" (only what
/// is below them), addresses, networks as CIDR, each but these with a port if wanted, or "*". What
/// is on this machine is never reached through a proxy of the environment.
/// \return empty if there is none
/// \throws ConfigError if it is no http, https or socks5 URL
[[nodiscard]] std::string proxy_of(const Config& config);

}  // namespace k8s::auth
