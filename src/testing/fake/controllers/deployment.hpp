#pragma once

#include "testing/fake/controllers/reconciler.hpp"

namespace k8s::testing::fake {

/// Rolls the template of a Deployment out: makes a ReplicaSet of it and moves the pods over, in the
/// steps that its strategy allows.
///
/// Not simulated: scaling in proportion while a rollout is under way, and Kubernetes' own hash in
/// the names of ReplicaSets.
/// https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
class DeploymentController final : public Reconciler {
 public:
  explicit DeploymentController(ControllerDesk& desk)
      : Reconciler(desk, "apps/deployments", "Deployment", {"apps/replicasets"}) {}

 private:
  /// A Deployment and its ReplicaSets, as they are in one step.
  struct Rollout;

  void reconcile(const json::object& deployment) override;
  [[nodiscard]] Rollout look_at(const json::object& deployment);

  /// Each does one step and says whether it did.
  bool make_current(Rollout& rollout);
  bool number_current(const Rollout& rollout);
  bool follow_scale(const Rollout& rollout);
  bool grow_current(const Rollout& rollout);
  bool shrink_old(const Rollout& rollout);
  bool stop_old(const Rollout& rollout);
  void forget_old(const Rollout& rollout);

  [[nodiscard]] json::object new_replica_set(const Rollout& rollout, std::int64_t replicas) const;
  bool scale(const Rollout& rollout, const json::object& set, std::int64_t replicas);
  void write_status(const Rollout& rollout);
  void judge_progress(const Rollout& rollout, json::object& status);

  [[nodiscard]] bool has_running_pods(const json::object& set) const;
};

}  // namespace k8s::testing::fake
