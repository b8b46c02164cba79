#include <k8s/rollout.hpp>

#include <cstdint>
#include <string_view>

namespace k8s {
namespace {

constexpr std::string_view on_delete = "OnDelete";

/// Whether the controller has seen what was asked for last.
template <class T>
bool is_observed(const T& object) {
  return object.status.observedGeneration >= object.metadata.generation &&
         object.status.observedGeneration > 0;
}

}  // namespace

bool is_rolled_out(const apps::v1::Deployment& deployment) {
  const auto& status = deployment.status;
  return is_observed(deployment) &&
         status.updatedReplicas >= deployment.spec.replicas.value_or(1) &&
         status.replicas <= status.updatedReplicas &&
         status.availableReplicas >= status.updatedReplicas;
}

bool is_rolled_out(const apps::v1::DaemonSet& daemons) {
  const auto& status = daemons.status;
  const bool updated = daemons.spec.updateStrategy.type == on_delete ||
                       status.updatedNumberScheduled >= status.desiredNumberScheduled;
  return is_observed(daemons) && updated && status.numberAvailable >= status.desiredNumberScheduled;
}

bool is_rolled_out(const apps::v1::StatefulSet& stateful) {
  const auto& status = stateful.status;
  const std::int32_t wanted = stateful.spec.replicas.value_or(1);
  if (!is_observed(stateful) || status.readyReplicas < wanted) return false;
  const auto& strategy = stateful.spec.updateStrategy;
  if (strategy.type == on_delete) return true;
  const std::int32_t partition = strategy.rollingUpdate.value_or_default().partition.value_or(0);
  if (partition > 0) return status.updatedReplicas >= wanted - partition;
  return status.updateRevision == status.currentRevision;
}

}  // namespace k8s
