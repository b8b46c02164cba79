#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include <k8s/testing/fake_cluster.hpp>

#include "testing/fake/controllers/reconciler.hpp"

namespace k8s::testing::fake {

/// What containers do, by their image; the empty name is that of all others.
using Images = std::map<std::string, ImageBehavior, std::less<>>;

/// Scheduler and kubelet in one: gives each pod to the one node there is, and runs its containers
/// by the clock, as their images say.
///
/// Not simulated: init containers and sidecars (they have always ended well), probes, resources and
/// anything else that could keep a pod from its node.
/// https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/
class PodRunner final : public Reconciler {
 public:
  /// \param images may change at any time under the server's lock
  PodRunner(ControllerDesk& desk, const Images& images)
      : Reconciler(desk, "/pods", "Pod", {}), images_(images) {}

 private:
  void reconcile(const json::object& pod) override;
  bool schedule(const json::object& pod);
  void run(const json::object& pod);
  void finish(const json::object& pod);
  /// What a container's status is to become, and whether it is to change by itself later.
  json::object run_container(const json::object& pod, const json::object& container,
                             json::object status);
  [[nodiscard]] const ImageBehavior& behavior_of(const json::object& container) const;
  [[nodiscard]] std::string next_ip();

  const Images& images_;
  unsigned last_ip_ = 0;
};

}  // namespace k8s::testing::fake
