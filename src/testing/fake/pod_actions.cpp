#include "testing/fake/pod_actions.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "testing/fake/controllers/workload.hpp"
#include "testing/fake/label_selector.hpp"
#include "testing/fake/refusal.hpp"
#include "testing/fake/tables/cells.hpp"

namespace k8s::testing::fake {
namespace {

constexpr const char* budgets = "policy/poddisruptionbudgets";
constexpr const char* disruption_allowed = "DisruptionAllowed";

void check_name(const Target& pod, const json::object& body, const std::string& kind) {
  if (text_at(body, {"metadata", "name"}) != pod.name) {
    refuse_bad_request("name in URL does not match name in " + kind + " object");
  }
}

ObjectPtr existing(const Target& pod, const Storage& storage) {
  ObjectPtr found = storage.get(pod.resource->collection(), pod.key());
  if (found == nullptr) refuse_not_found(pod.resource->resource_name(), pod.name);
  return found;
}

/// Refuses what says of the pod what it no longer is.
void check_precondition(const Target& pod, const json::object& binding, const json::object& old,
                        const std::string& what, std::string_view member) {
  const std::string wanted(text_at(binding, {"metadata", member}));
  const std::string is(text_at(old, {"metadata", member}));
  if (wanted.empty() || wanted == is) return;
  refuse_conflict(pod.resource->resource_name(), pod.name,
                  "StorageError: invalid object, Code: 4, Key: " +
                      pod.resource->storage_key(pod.namespace_, pod.name) +
                      ", ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: " + what +
                      " in precondition: " + wanted + ", " + what + " in object meta: " + is);
}

void set_scheduled(json::object& pod, const std::string& now) {
  json::object& status = ensure_object(pod, "status");
  json::value& conditions = member_of(status, "conditions");
  if (!conditions.is_array()) conditions.emplace_array();
  for (json::object* const condition : objects_in(status, "conditions")) {
    if (text_at(*condition, "type") != "PodScheduled") continue;
    (*condition)["status"] = "True";
    return;
  }
  status["conditions"].get_array().push_back({{"type", "PodScheduled"},
                                              {"status", "True"},
                                              {"lastProbeTime", nullptr},
                                              {"lastTransitionTime", now}});
}

bool selects(const json::object& budget, const json::object& pod) {
  const json::object& selector = object_at(budget, {"spec", "selector"});
  if (find(budget, {"spec", "selector"}) == nullptr) return false;
  const std::string text = label_selector_text(selector);
  return text == none || LabelSelector::parse(text).matches(object_at(pod, {"metadata", "labels"}));
}

std::vector<ObjectPtr> budgets_of(const json::object& pod, const Storage& storage) {
  std::vector<ObjectPtr> found;
  for (const ObjectPtr& budget : storage.list(budgets, storage.revision())) {
    if (namespace_of(*budget) == namespace_of(pod) && selects(*budget, pod)) {
      found.push_back(budget);
    }
  }
  return found;
}

[[noreturn]] void refuse_disruption(std::string why, int retry_after_seconds = 0) {
  throw Refusal({.code = 429,
                 .reason = "TooManyRequests",
                 .message = "Cannot evict pod as it would violate the pod's disruption budget.",
                 .has_details = true,
                 .causes = {{"DisruptionBudget", std::move(why), ""}},
                 .retry_after_seconds = retry_after_seconds});
}

bool reports_ready(const json::object& pod) {
  const json::array& conditions = array_at(pod, {"status", "conditions"});
  return std::ranges::any_of(conditions, [](const json::value& condition) {
    return condition.is_object() && text_at(condition.get_object(), "type") == "Ready" &&
           text_at(condition.get_object(), "status") == "True";
  });
}

/// Whether a pod may go without a disruption: one that is not ready, while enough others are.
bool is_unguarded(const json::object& pod, const json::object& budget) {
  if (reports_ready(pod)) return false;
  if (text_at(budget, {"spec", "unhealthyPodEvictionPolicy"}) == "AlwaysAllow") return true;
  const std::int64_t desired = count_at(budget, {"status", "desiredHealthy"});
  return desired > 0 && count_at(budget, {"status", "currentHealthy"}) >= desired;
}

void check_budget(const json::object& budget) {
  const std::string name = "The disruption budget " + std::string(name_of(budget));
  const json::object& status = object_at(budget, "status");
  if (count_at(status, {"observedGeneration"}) < count_at(budget, {"metadata", "generation"})) {
    refuse_disruption(name + " is still being processed by the server.", 10);
  }
  if (count_at(status, {"disruptionsAllowed"}) > 0) return;
  const json::object* const allowed = condition_of(status, disruption_allowed);
  if (allowed != nullptr && text_at(*allowed, "reason") == "SyncFailed") {
    refuse_disruption(name + " does not allow evicting pods currently because it failed sync: " +
                      std::string(text_at(*allowed, "message")));
  }
  const std::int64_t desired = count_at(status, {"desiredHealthy"});
  const std::int64_t healthy = count_at(status, {"currentHealthy"});
  if (healthy > desired) refuse_disruption(name + " does not allow evicting pods currently");
  refuse_disruption(name + " needs " + std::to_string(desired) + " healthy pods and has " +
                    std::to_string(healthy) + " currently");
}

/// Takes one of the disruptions that a budget allows.
void count_disruption(json::object budget, const std::string& pod, ControllerDesk& desk) {
  const std::string now = desk.clock().timestamp();
  json::object& status = ensure_object(budget, "status");
  const std::int64_t left = count_at(status, {"disruptionsAllowed"}) - 1;
  status["disruptionsAllowed"] = left;
  if (left == 0) {
    json::object none = condition(disruption_allowed, "False", "InsufficientPods", "");
    none["observedGeneration"] = count_at(std::as_const(status), {"observedGeneration"});
    set_condition(status, std::move(none), now);
  }
  ensure_object(status, "disruptedPods")[pod] = now;
  (void)desk.update(std::move(budget), "status", "kube-apiserver");
}

void note_eviction(json::object pod, const Target& target, Storage& storage, const Clock& clock) {
  json::object why =
      condition("DisruptionTarget", "True", "EvictionByEvictionAPI", "Eviction API: evicting");
  why["lastProbeTime"] = nullptr;
  set_condition(ensure_object(pod, "status"), std::move(why), clock.timestamp());
  storage.put(target.resource->collection(), target.key(), std::move(pod));
}

/// \throws Refusal: 429 if a budget forbids it
void ask_budget(const json::object& victim, bool dry_run, const Storage& storage,
                ControllerDesk& desk) {
  const std::string_view phase = text_at(victim, {"status", "phase"});
  if (phase == "Succeeded" || phase == "Failed" || phase == "Pending" || is_terminating(victim)) {
    return;
  }
  const std::vector<ObjectPtr> found = budgets_of(victim, storage);
  if (found.empty()) return;
  if (found.size() > 1) {
    refuse_internal(
        "This pod has more than one PodDisruptionBudget, which the eviction subresource does not "
        "support.");
  }
  if (is_unguarded(victim, *found.front())) return;
  check_budget(*found.front());
  if (!dry_run) count_disruption(*found.front(), std::string(name_of(victim)), desk);
}

}  // namespace

void bind_pod(const Target& pod, const json::object& binding, bool dry_run, Storage& storage,
              const Clock& clock) {
  check_name(pod, binding, "Binding");
  const std::string node(text_at(binding, {"target", "name"}));
  const std::string_view kind = text_at(binding, {"target", "kind"});
  FieldErrors errors;
  if (!kind.empty() && kind != "Node")
    errors.not_supported("target.kind", kind, {"Node", "<empty>"});
  if (node.empty()) errors.required("target.name");
  if (!errors.empty()) refuse_internal(errors.text());
  const ObjectPtr old = existing(pod, storage);
  check_precondition(pod, binding, *old, "UID", "uid");
  check_precondition(pod, binding, *old, "ResourceVersion", "resourceVersion");
  const GroupName resource{"", "pods/binding"};
  if (is_terminating(*old)) {
    refuse_conflict(resource, pod.name,
                    "pod " + pod.name + " is being deleted, cannot be assigned to a host");
  }
  if (const std::string_view taken = text_at(*old, {"spec", "nodeName"}); !taken.empty()) {
    refuse_conflict(resource, pod.name,
                    "pod " + pod.name + " is already assigned to node " + go_quote(taken));
  }
  json::object bound = *old;
  ensure_object(bound, "spec")["nodeName"] = node;
  for (const char* const name : {"labels", "annotations"}) {
    for (const auto& member : object_at(binding, {"metadata", name})) {
      ensure_object(metadata_of(bound), name)[member.key()] = member.value();
    }
  }
  set_scheduled(bound, clock.timestamp());
  if (!dry_run) storage.put(pod.resource->collection(), pod.key(), std::move(bound));
}

void check_eviction(const Target& pod, const json::object& eviction, DeleteOptions& how,
                    Storage& storage, ControllerDesk& desk) {
  check_name(pod, eviction, "Eviction");
  const ObjectPtr victim = existing(pod, storage);
  ask_budget(*victim, how.dry_run, storage, desk);
  const std::string_view version = text_at(*victim, {"metadata", "resourceVersion"});
  const bool is_meant = how.uid.value_or(std::string(uid_of(*victim))) == uid_of(*victim) &&
                        how.resource_version.value_or(std::string(version)) == version;
  if (how.dry_run || !is_meant) return;
  note_eviction(*victim, pod, storage, desk.clock());
  how.resource_version.reset();  // which was met
}

}  // namespace k8s::testing::fake
