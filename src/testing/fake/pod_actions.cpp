#include "testing/fake/pod_actions.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "testing/fake/label_selector.hpp"
#include "testing/fake/refusal.hpp"
#include "testing/fake/tables/cells.hpp"

namespace k8s::testing::fake {
namespace {

constexpr const char* budgets = "policy/poddisruptionbudgets";

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

bool is_ready(const json::object& pod) {
  const json::array& conditions = array_at(pod, {"status", "conditions"});
  return std::ranges::any_of(conditions, [](const json::value& condition) {
    return condition.is_object() && text_at(condition.get_object(), "type") == "Ready" &&
           text_at(condition.get_object(), "status") == "True";
  });
}

/// Whether a pod may go without a disruption: one that is not ready, while enough others are.
bool is_unguarded(const json::object& pod, const json::object& budget) {
  if (is_ready(pod)) return false;
  if (text_at(budget, {"spec", "unhealthyPodEvictionPolicy"}) == "AlwaysAllow") return true;
  const std::int64_t desired = count_at(budget, {"status", "desiredHealthy"});
  return desired > 0 && count_at(budget, {"status", "currentHealthy"}) >= desired;
}

void check_budget(const json::object& budget) {
  const std::string name = "The disruption budget " + std::string(name_of(budget));
  if (count_at(budget, {"status", "observedGeneration"}) <
      count_at(budget, {"metadata", "generation"})) {
    refuse_disruption(name + " is still being processed by the server.", 10);
  }
  if (count_at(budget, {"status", "disruptionsAllowed"}) > 0) return;
  refuse_disruption(name + " needs " +
                    std::to_string(count_at(budget, {"status", "desiredHealthy"})) +
                    " healthy pods and has " +
                    std::to_string(count_at(budget, {"status", "currentHealthy"})) + " currently");
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

void check_eviction(const Target& pod, const json::object& eviction, bool dry_run,
                    Storage& storage) {
  check_name(pod, eviction, "Eviction");
  const ObjectPtr victim = existing(pod, storage);
  const std::string_view phase = text_at(*victim, {"status", "phase"});
  if (phase == "Succeeded" || phase == "Failed" || phase == "Pending" || is_terminating(*victim)) {
    return;
  }
  const std::vector<ObjectPtr> found = budgets_of(*victim, storage);
  if (found.empty()) return;
  if (found.size() > 1) {
    refuse_internal(
        "This pod has more than one PodDisruptionBudget, which the eviction subresource does not "
        "support.");
  }
  if (is_unguarded(*victim, *found.front())) return;
  check_budget(*found.front());
  if (dry_run) return;
  const std::int64_t allowed = count_at(*found.front(), {"status", "disruptionsAllowed"});
  json::object counted = *found.front();
  ensure_object(counted, "status")["disruptionsAllowed"] = allowed - 1;
  const Key key{namespace_of(counted), name_of(counted)};
  storage.put(budgets, key, std::move(counted));
}

}  // namespace k8s::testing::fake
