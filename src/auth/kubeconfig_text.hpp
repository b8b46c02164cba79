#pragma once

#include <string>

#include <k8s/config.hpp>

#include "auth/kubeconfig.hpp"

namespace k8s::auth {

/// As minify_kube_config.
[[nodiscard]] std::string minified(const KubeConfig& kubeconfig, const KubeConfigOptions& options,
                                   bool flatten);

/// As to_kubeconfig.
[[nodiscard]] std::string kubeconfig_of(const Config& config, const std::string& name);

}  // namespace k8s::auth
