#pragma once

#include <k8s/config.hpp>

#include "auth/kubeconfig.hpp"

namespace k8s::auth {

/// A context, its cluster, and its user, which is null if it has none.
struct Choice {
  const Entry* context;
  const Entry* cluster;
  const Entry* user;
};

/// \throws ConfigError if one of them is missing
[[nodiscard]] Choice choose(const KubeConfig& kubeconfig, const KubeConfigOptions& options);

/// What a context says about how to reach its cluster and as whom, by the rules of client-go's
/// clientcmd. Data stays in memory; files are looked into, to fail early, and stay paths.
/// \param options its path does not count
/// \throws ConfigError naming file, line and entry if the context, its cluster or its user is
///   missing, contradicts itself or asks for what is not supported
[[nodiscard]] Config config_of_context(const KubeConfig& kubeconfig,
                                       const KubeConfigOptions& options);

}  // namespace k8s::auth
