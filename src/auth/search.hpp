#pragma once

#include <string>

#include <k8s/config.hpp>

#include "auth/in_cluster.hpp"

namespace k8s::auth {

/// As read_kube_config.
[[nodiscard]] Config search_kubeconfig(const KubeConfigOptions& options);

/// As load_config: a kubeconfig, else the pod's service account.
[[nodiscard]] Config search(const KubeConfigOptions& options,
                            const std::string& service_account = service_account_directory);

}  // namespace k8s::auth
