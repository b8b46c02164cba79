#pragma once

#include <string>

#include <k8s/config.hpp>

namespace k8s::auth {

inline constexpr const char* service_account_directory =
    "/var/run/secrets/kubernetes.io/serviceaccount";

/// Why this is no pod with a service account; empty if it is one.
[[nodiscard]] std::string not_in_cluster(const std::string& directory = service_account_directory);

/// As read_in_cluster_config, from any directory.
/// \throws ConfigError
[[nodiscard]] Config read_in_cluster(const std::string& directory = service_account_directory);

}  // namespace k8s::auth
