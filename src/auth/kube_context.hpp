#pragma once

#include <string_view>

#include <k8s/config.hpp>

#include "auth/kubeconfig.hpp"

namespace k8s::auth {

/// What a context says about how to reach its cluster and as whom, by the rules of client-go's
/// clientcmd. Data stays in memory; files are looked into, to fail early, and stay paths.
/// \param context empty means the current one
/// \throws ConfigError naming file, line and entry if the context, its cluster or its user is
///   missing, contradicts itself or asks for what is not supported
[[nodiscard]] Config config_of_context(const KubeConfig& kubeconfig, std::string_view context);

}  // namespace k8s::auth
