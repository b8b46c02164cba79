#pragma once

#include "testing/fake/controllers/reconciler.hpp"

namespace k8s::testing::fake {

/// Runs the pods of a Job until enough have succeeded or too many have failed.
///
/// Not simulated: the pause before a failed pod's successor, pod failure policies, success
/// policies, limits by index, and the finalizers by which Kubernetes counts pods.
/// https://kubernetes.io/docs/concepts/workloads/controllers/job/
class JobController final : public Reconciler {
 public:
  explicit JobController(ControllerDesk& desk) : Reconciler(desk, "batch/jobs", "Job", {"/pods"}) {}

 private:
  struct Tally;

  void reconcile(const json::object& job) override;
  [[nodiscard]] Tally count(const json::object& job);
  void start_pods(const json::object& job, const Tally& tally);
  void stop_pods(const Tally& tally, std::size_t kept);
  void write_status(const json::object& job, const Tally& tally);
  /// Whether it is over; the status then says so.
  bool judge(const json::object& job, const Tally& tally, json::object& status);
  void expire(const json::object& job);
};

}  // namespace k8s::testing::fake
