#include "testing/fake/controllers/replica_set.hpp"

#include <algorithm>

#include "testing/fake/controllers/workload.hpp"

namespace k8s::testing::fake {

void ReplicaSetController::reconcile(const json::object& set) {
  std::vector<ObjectPtr> pods = claim(set, pods_collection);
  std::erase_if(pods, [](const ObjectPtr& pod) { return !is_active(*pod); });
  write_status(set, pods);
  if (!is_terminating(set)) scale(set, std::move(pods));
}

void ReplicaSetController::scale(const json::object& set, std::vector<ObjectPtr> active) {
  const auto wanted = static_cast<std::size_t>(number_at(set, {"spec", "replicas"}).value_or(1));
  for (std::size_t i = active.size(); i < wanted; ++i) {
    if (desk().create(pod_of(set)) == nullptr) return;
  }
  if (active.size() <= wanted) return;
  // The least useful ones go first: those that are not ready, then the youngest.
  std::ranges::stable_sort(active, [](const ObjectPtr& a, const ObjectPtr& b) {
    if (is_ready(*a) != is_ready(*b)) return is_ready(*b);
    return text_at(*a, {"metadata", "creationTimestamp"}) >
           text_at(*b, {"metadata", "creationTimestamp"});
  });
  active.resize(active.size() - wanted);
  for (const ObjectPtr& pod : active) (void)desk().remove(*pod);
}

void ReplicaSetController::write_status(const json::object& set,
                                        const std::vector<ObjectPtr>& active) {
  const std::int64_t min_ready = number_at(set, {"spec", "minReadySeconds"}).value_or(0);
  std::int64_t ready = 0;
  std::int64_t available = 0;
  for (const ObjectPtr& pod : active) {
    const auto wait = until_available(*pod, min_ready, desk().clock());
    if (!wait) continue;
    ++ready;
    if (wait->count() == 0) {
      ++available;
    } else {
      look_again(set, desk().clock().now() + *wait);
    }
  }
  const auto count = static_cast<std::int64_t>(active.size());
  json::object changed = set;
  json::object& status = ensure_object(changed, "status");
  member_of(status, "replicas") = count;
  set_count(status, "fullyLabeledReplicas", count);
  set_count(status, "readyReplicas", ready);
  set_count(status, "availableReplicas", available);
  set_count(status, "observedGeneration", number_at(set, {"metadata", "generation"}).value_or(0));
  (void)desk().update_status(std::move(changed));
}

}  // namespace k8s::testing::fake
