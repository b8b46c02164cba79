#pragma once

#include <k8s/export.hpp>
#include <k8s/models/apps/v1/daemon_set.hpp>
#include <k8s/models/apps/v1/deployment.hpp>
#include <k8s/models/apps/v1/stateful_set.hpp>

namespace k8s {

/// Whether what was asked for last is there: the controller has seen it, and as many pods of that
/// revision as wanted are available, and none of another. What `kubectl rollout status` waits for.
///
///     wait_until<Deployment>("web", [](const Deployment& d) { return is_rolled_out(d); });
[[nodiscard]] K8S_EXPORT bool is_rolled_out(const apps::v1::Deployment& deployment);
/// As above, of a DaemonSet that is updated by rolling; with OnDelete, whether the pods that there
/// are to be are available.
[[nodiscard]] K8S_EXPORT bool is_rolled_out(const apps::v1::DaemonSet& daemons);
/// As above, of a StatefulSet, up to its partition if it has one; with OnDelete, whether as many
/// pods as wanted are ready.
[[nodiscard]] K8S_EXPORT bool is_rolled_out(const apps::v1::StatefulSet& stateful);

}  // namespace k8s
