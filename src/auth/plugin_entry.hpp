#pragma once

#include <k8s/config.hpp>

#include "auth/kubeconfig.hpp"
#include "auth/plugin.hpp"

namespace k8s::auth {

/// What the `exec` of a user says, by the rules of client-go.
/// \param user has one
/// \param cluster that the plugin is told of, if it wants to know
/// \param ca_pem of that cluster
/// \throws ConfigError naming file, line and user
[[nodiscard]] Plugin read_plugin(const Entry& user, const Entry& cluster, const std::string& ca_pem,
                                 const KubeConfigOptions& options);

/// Where the plugin is to be run, and not only looked at.
/// \param user has one
/// \throws ConfigError if this library does not know the version of the API that it speaks
void refuse_unknown_version(const Entry& user);

}  // namespace k8s::auth
