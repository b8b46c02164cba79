#pragma once

#include <string>

#include <k8s/config.hpp>

#include "auth/in_cluster.hpp"
#include "auth/kubeconfig.hpp"

namespace k8s::auth {

/// The kubeconfig of a path; of an empty one, what stands where people look for it, merged.
/// \throws ConfigError
[[nodiscard]] KubeConfig find_kubeconfig(const std::string& path);

/// As read_kube_config.
[[nodiscard]] Config search_kubeconfig(const KubeConfigOptions& options);

/// As load_config: a kubeconfig, else the pod's service account.
[[nodiscard]] Config search(const KubeConfigOptions& options,
                            const std::string& service_account = service_account_directory);

}  // namespace k8s::auth
