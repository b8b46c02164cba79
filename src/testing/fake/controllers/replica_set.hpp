#pragma once

#include "testing/fake/controllers/reconciler.hpp"

namespace k8s::testing::fake {

inline constexpr const char* replica_sets_collection = "apps/replicasets";

/// Keeps as many pods as a ReplicaSet asks for.
/// https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/
class ReplicaSetController final : public Reconciler {
 public:
  explicit ReplicaSetController(ControllerDesk& desk)
      : Reconciler(desk, replica_sets_collection, "ReplicaSet", {"/pods"}) {}

 private:
  void reconcile(const json::object& set) override;
  void scale(const json::object& set, std::vector<ObjectPtr> active);
  void write_status(const json::object& set, const std::vector<ObjectPtr>& active);
};

}  // namespace k8s::testing::fake
