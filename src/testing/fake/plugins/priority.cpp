// Priority: what a pod's PriorityClass says.
// https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/

#include "testing/fake/plugins/plugins.hpp"

namespace k8s::testing::fake {
namespace {

constexpr const char* classes = "scheduling.k8s.io/priorityclasses";

/// The class of all pods that name none; null if there is none.
ObjectPtr default_class(const AdmissionRequest& request) {
  ObjectPtr found;
  for (const ObjectPtr& one : request.list(classes)) {
    if (!flag_at(*one, "globalDefault")) continue;
    if (found == nullptr || number_at(*one, "value") < number_at(*found, "value")) found = one;
  }
  return found;
}

}  // namespace

void set_priority(const AdmissionRequest& request, json::object& object) {
  if (!request.is_about("", "pods")) return;
  json::object& spec = ensure_object(object, "spec");
  if (!request.creates()) {
    for (const char* const name : {"priority", "preemptionPolicy"}) {
      if (find(spec, name) == nullptr) copy_member(spec, object_at(*request.old, "spec"), name);
    }
    return;
  }
  const std::string name(text_at(spec, "priorityClassName"));
  const ObjectPtr own =
      name.empty() ? default_class(request) : request.storage.get(classes, {"", name});
  if (own == nullptr && !name.empty()) {
    request.refuse(object, "no PriorityClass with name " + name + " was found");
  }
  std::int64_t priority = 0;
  std::string policy = "PreemptLowerPriority";
  if (own != nullptr) {
    spec["priorityClassName"] = name_of(*own);
    priority = number_at(*own, "value").value_or(0);
    if (find(*own, "preemptionPolicy") != nullptr) policy = text_at(*own, "preemptionPolicy");
  }
  if (const auto given = number_at(spec, "priority"); given && *given != priority) {
    request.refuse(object, "the integer value of priority (" + std::to_string(*given) +
                               ") must not be provided in pod spec; priority admission controller "
                               "computed " +
                               std::to_string(priority) + " from the given PriorityClass name");
  }
  spec["priority"] = priority;
  if (find(spec, "preemptionPolicy") != nullptr && text_at(spec, "preemptionPolicy") != policy) {
    request.refuse(object, "the string value of PreemptionPolicy (" +
                               std::string(text_at(spec, "preemptionPolicy")) +
                               ") must not be provided in pod spec; priority admission controller "
                               "computed " +
                               policy + " from the given PriorityClass name");
  }
  spec["preemptionPolicy"] = policy;
}

void check_priority_class(const AdmissionRequest& request, const json::object& object) {
  if (!request.is_about("scheduling.k8s.io", "priorityclasses")) return;
  if (!flag_at(object, "globalDefault")) return;
  const ObjectPtr other = default_class(request);
  if (other == nullptr || (!request.creates() && name_of(*other) == name_of(object))) return;
  request.refuse(object, "PriorityClass " + std::string(name_of(*other)) +
                             " is already marked as default. Only one default can exist");
}

}  // namespace k8s::testing::fake
