#include "testing/fake/controllers/deployment.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

#include "testing/fake/controllers/replica_set.hpp"
#include "testing/fake/controllers/workload.hpp"
#include "testing/fake/schema.hpp"

namespace k8s::testing::fake {
namespace {

constexpr const char* revision_annotation = "deployment.kubernetes.io/revision";
constexpr const char* desired_annotation = "deployment.kubernetes.io/desired-replicas";
constexpr const char* most_annotation = "deployment.kubernetes.io/max-replicas";
constexpr const char* last_applied = "kubectl.kubernetes.io/last-applied-configuration";
constexpr const char* hash_label = "pod-template-hash";

std::int64_t number_in(std::string_view text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::int64_t replicas_of(const json::object& object) {
  return number_at(object, {"spec", "replicas"}).value_or(1);
}

std::int64_t count_in(const json::object& object, std::string_view name) {
  return number_at(object, {"status", name}).value_or(0);
}

std::string_view annotation(const json::object& object, std::string_view name) {
  return text_at(object, {"metadata", "annotations", name});
}

std::int64_t revision_of(const json::object& object) {
  return number_in(annotation(object, revision_annotation));
}

/// A number, or a percentage of a number.
std::int64_t amount(const json::value* value, std::int64_t of, bool up) {
  if (value == nullptr) return 0;
  if (value->is_int64()) return value->get_int64();
  if (!value->is_string()) return 0;
  const std::int64_t hundredths = number_in(value->get_string()) * of;
  return (hundredths + (up ? 99 : 0)) / 100;
}

/// The template without the label by which its pods are told from those of other templates.
json::value plain_template(const json::object& object) {
  json::object pod_template = object_at(object, {"spec", "template"});
  ensure_object(ensure_object(pod_template, "metadata"), "labels").erase(hash_label);
  return sorted(pod_template);
}

/// A short name for a template, in the letters of Kubernetes.
std::string hash_of(const json::value& pod_template, std::int64_t collisions) {
  static constexpr std::string_view letters = "bcdfghjklmnpqrstvwxz2456789";
  std::uint32_t hash = 2166136261U;
  for (const char c : to_text(pod_template) + std::to_string(collisions)) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  }
  std::string text = std::to_string(hash);
  for (char& c : text) c = letters[static_cast<std::size_t>(c) % letters.size()];
  return text;
}

bool is_older(const ObjectPtr& a, const ObjectPtr& b) {
  const std::int64_t first = revision_of(*a);
  const std::int64_t second = revision_of(*b);
  return first != second ? first < second : name_of(*a) < name_of(*b);
}

}  // namespace

struct DeploymentController::Rollout {
  const json::object& deployment;
  ObjectPtr current{};  // the ReplicaSet of its template; null if there is none yet
  std::vector<ObjectPtr> old{};
  std::int64_t replicas = 0;
  std::int64_t surge = 0;
  std::int64_t unavailable = 0;

  template <class Count>
  [[nodiscard]] std::int64_t sum(const Count& count) const {
    std::int64_t total = current != nullptr ? count(*current) : 0;
    for (const ObjectPtr& set : old) total += count(*set);
    return total;
  }
  [[nodiscard]] std::int64_t sum_of(std::string_view name) const {
    return sum([&](const json::object& set) { return count_in(set, name); });
  }
  [[nodiscard]] bool recreates() const {
    return text_at(deployment, {"spec", "strategy", "type"}) == "Recreate";
  }
  [[nodiscard]] std::int64_t newest_old() const {
    std::int64_t newest = 0;
    for (const ObjectPtr& set : old) newest = std::max(newest, revision_of(*set));
    return newest;
  }
};

DeploymentController::Rollout DeploymentController::look_at(const json::object& deployment) {
  Rollout rollout{.deployment = deployment, .replicas = replicas_of(deployment)};
  const json::value wanted = plain_template(deployment);
  std::vector<ObjectPtr> sets = claim(deployment, replica_sets_collection);
  std::ranges::sort(sets, is_older);
  for (const ObjectPtr& set : sets) {
    const json::value is = plain_template(*set);
    if (rollout.current == nullptr && same_meaning(&is, &wanted)) {
      rollout.current = set;
    } else {
      rollout.old.push_back(set);
    }
  }
  if (rollout.recreates()) {
    rollout.unavailable = rollout.replicas;
    return rollout;
  }
  const json::object& rolling = object_at(deployment, {"spec", "strategy", "rollingUpdate"});
  rollout.surge = amount(find(rolling, "maxSurge"), rollout.replicas, true);
  rollout.unavailable =
      std::min(amount(find(rolling, "maxUnavailable"), rollout.replicas, false), rollout.replicas);
  if (rollout.surge == 0 && rollout.unavailable == 0) rollout.unavailable = 1;
  return rollout;
}

void DeploymentController::reconcile(const json::object& deployment) {
  Rollout rollout = look_at(deployment);
  const bool paused = flag_at(deployment, {"spec", "paused"});
  const bool acted =
      !is_terminating(deployment) &&
      (number_current(rollout) || follow_scale(rollout) ||
       (!paused && ((rollout.recreates() && stop_old(rollout)) || make_current(rollout) ||
                    grow_current(rollout) || (!rollout.recreates() && shrink_old(rollout)))));
  // What was done makes the Deployment due again; only the last look has the whole picture.
  if (acted) return;
  write_status(rollout);
  if (!paused) forget_old(rollout);
}

bool DeploymentController::has_running_pods(const json::object& set) const {
  return std::ranges::any_of(desk().list(pods_collection, namespace_of(set)), [&](const auto& pod) {
    const json::object* const reference = controller_of(*pod);
    return reference != nullptr && text_at(*reference, "uid") == uid_of(set) &&
           !has_phase(*pod, "Failed") && !has_phase(*pod, "Succeeded");
  });
}

json::object DeploymentController::new_replica_set(const Rollout& rollout,
                                                   std::int64_t replicas) const {
  const json::object& deployment = rollout.deployment;
  const json::value plain = plain_template(deployment);
  std::int64_t collisions = count_in(deployment, "collisionCount");
  std::string hash = hash_of(plain, collisions);
  const auto name = [&] { return std::string(name_of(deployment)) + "-" + hash; };
  while (desk().get(replica_sets_collection, Key{namespace_of(deployment), name()}) != nullptr) {
    hash = hash_of(plain, ++collisions);
  }
  json::object pod_template = object_at(deployment, {"spec", "template"});
  json::object& labels = ensure_object(ensure_object(pod_template, "metadata"), "labels");
  labels[hash_label] = hash;
  json::object selector = object_at(deployment, {"spec", "selector"});
  ensure_object(selector, "matchLabels")[hash_label] = hash;
  json::object annotations = object_at(deployment, {"metadata", "annotations"});
  annotations.erase(last_applied);
  annotations[revision_annotation] = std::to_string(rollout.newest_old() + 1);
  annotations[desired_annotation] = std::to_string(rollout.replicas);
  annotations[most_annotation] = std::to_string(rollout.replicas + rollout.surge);
  json::object spec{{"replicas", replicas}};
  copy_member(spec, object_at(deployment, "spec"), "minReadySeconds");
  spec["selector"] = std::move(selector);
  const json::object own_labels = labels;
  spec["template"] = std::move(pod_template);
  return {{"apiVersion", "apps/v1"},
          {"kind", "ReplicaSet"},
          {"metadata",
           {{"name", name()},
            {"namespace", namespace_of(deployment)},
            {"labels", own_labels},
            {"annotations", std::move(annotations)},
            {"ownerReferences", json::array{controller_reference(deployment)}}}},
          {"spec", std::move(spec)}};
}

bool DeploymentController::make_current(Rollout& rollout) {
  if (rollout.current != nullptr) return false;
  std::int64_t replicas = rollout.replicas;
  if (!rollout.recreates()) {
    const std::int64_t room = rollout.replicas + rollout.surge - rollout.sum(&replicas_of);
    replicas = std::clamp<std::int64_t>(room, 0, replicas);
  }
  const ObjectPtr made = desk().create(new_replica_set(rollout, replicas));
  if (made == nullptr) return false;
  const std::string now = desk().clock().timestamp();
  json::object changed = rollout.deployment;
  json::object created = condition("Progressing", "True", "NewReplicaSetCreated",
                                   "Created new replica set " + go_quote(name_of(*made)));
  created["lastUpdateTime"] = now;
  set_condition(ensure_object(changed, "status"), std::move(created), now);
  (void)desk().update_status(std::move(changed));
  return true;
}

/// A template that was rolled back to is the latest revision again.
bool DeploymentController::number_current(const Rollout& rollout) {
  if (rollout.current == nullptr) return false;
  const std::int64_t revision = std::max(revision_of(*rollout.current), rollout.newest_old() + 1);
  const std::string text = std::to_string(revision);
  bool acted = false;
  if (revision_of(*rollout.current) != revision) {
    json::object changed = *rollout.current;
    ensure_object(metadata_of(changed), "annotations")[revision_annotation] = text;
    acted = desk().update(std::move(changed)) != nullptr;
  }
  if (annotation(rollout.deployment, revision_annotation) != text) {
    // A change of the status, since any other of the annotations would be a new generation.
    json::object changed = rollout.deployment;
    ensure_object(metadata_of(changed), "annotations")[revision_annotation] = text;
    acted = desk().update_status(std::move(changed)) != nullptr || acted;
  }
  return acted;
}

/// When the Deployment was scaled, what has its pods is scaled at once, even while it is paused.
bool DeploymentController::follow_scale(const Rollout& rollout) {
  ObjectPtr active;
  for (const ObjectPtr& set : rollout.old) {
    if (replicas_of(*set) == 0) continue;
    if (active != nullptr) return false;
    active = set;
  }
  if (rollout.current != nullptr && (active == nullptr || replicas_of(*rollout.current) > 0)) {
    if (active != nullptr) return false;
    active = rollout.current;
  }
  if (active == nullptr) return false;
  const std::string_view desired = annotation(*active, desired_annotation);
  if (desired.empty() || number_in(desired) == rollout.replicas) return false;
  return scale(rollout, *active, rollout.replicas);
}

bool DeploymentController::scale(const Rollout& rollout, const json::object& set,
                                 std::int64_t replicas) {
  json::object changed = set;
  changed["spec"].get_object()["replicas"] = replicas;
  json::object& annotations = ensure_object(metadata_of(changed), "annotations");
  annotations[desired_annotation] = std::to_string(rollout.replicas);
  annotations[most_annotation] = std::to_string(rollout.replicas + rollout.surge);
  const ObjectPtr stored = desk().update(std::move(changed));
  return stored != nullptr && *stored != set;
}

bool DeploymentController::grow_current(const Rollout& rollout) {
  const std::int64_t now = replicas_of(*rollout.current);
  if (now == rollout.replicas) return false;
  if (now > rollout.replicas || rollout.recreates()) {
    return scale(rollout, *rollout.current, rollout.replicas);
  }
  const std::int64_t room = rollout.replicas + rollout.surge - rollout.sum(&replicas_of);
  if (room <= 0) return false;
  return scale(rollout, *rollout.current, now + std::min(room, rollout.replicas - now));
}

bool DeploymentController::shrink_old(const Rollout& rollout) {
  const std::int64_t least = rollout.replicas - rollout.unavailable;
  const std::int64_t current_missing =
      replicas_of(*rollout.current) - count_in(*rollout.current, "availableReplicas");
  std::int64_t may_go = rollout.sum(&replicas_of) - least - current_missing;
  if (may_go <= 0) return false;
  // What is not available is missed by nobody.
  for (const ObjectPtr& set : rollout.old) {
    const std::int64_t idle = replicas_of(*set) - count_in(*set, "availableReplicas");
    const std::int64_t gone = std::min({idle, may_go, replicas_of(*set)});
    if (gone > 0) return scale(rollout, *set, replicas_of(*set) - gone);
  }
  may_go = std::min(may_go, rollout.sum_of("availableReplicas") - least);
  for (const ObjectPtr& set : rollout.old) {
    const std::int64_t gone = std::min(replicas_of(*set), may_go);
    if (gone > 0) return scale(rollout, *set, replicas_of(*set) - gone);
  }
  return false;
}

/// True until the pods of all old templates are gone.
bool DeploymentController::stop_old(const Rollout& rollout) {
  bool acted = false;
  for (const ObjectPtr& set : rollout.old) {
    if (replicas_of(*set) > 0) acted = scale(rollout, *set, 0) || acted;
  }
  if (acted) return true;
  const bool waits =
      rollout.current == nullptr && std::ranges::any_of(rollout.old, [this](const ObjectPtr& set) {
        return has_running_pods(*set);
      });
  if (waits) write_status(rollout);
  return waits;
}

void DeploymentController::forget_old(const Rollout& rollout) {
  const auto limit = number_at(rollout.deployment, {"spec", "revisionHistoryLimit"});
  if (!limit || rollout.current == nullptr ||
      count_in(*rollout.current, "availableReplicas") != rollout.replicas) {
    return;
  }
  std::vector<ObjectPtr> idle = rollout.old;
  std::erase_if(idle, [](const ObjectPtr& set) {
    return replicas_of(*set) != 0 || count_in(*set, "replicas") != 0 || is_terminating(*set);
  });
  const auto kept = static_cast<std::size_t>(std::max<std::int64_t>(*limit, 0));
  for (std::size_t i = 0; i + kept < idle.size(); ++i) (void)desk().remove(*idle[i]);
}

void DeploymentController::write_status(const Rollout& rollout) {
  json::object changed = rollout.deployment;
  json::object& status = ensure_object(changed, "status");
  const std::int64_t available = rollout.sum_of("availableReplicas");
  const std::int64_t asked = rollout.sum(&replicas_of);
  set_count(status, "observedGeneration",
            number_at(changed, {"metadata", "generation"}).value_or(0));
  set_count(status, "replicas", rollout.sum_of("replicas"));
  set_count(status, "updatedReplicas",
            rollout.current != nullptr ? count_in(*rollout.current, "replicas") : 0);
  set_count(status, "readyReplicas", rollout.sum_of("readyReplicas"));
  set_count(status, "availableReplicas", available);
  set_count(status, "unavailableReplicas", std::max<std::int64_t>(asked - available, 0));

  const std::string now = desk().clock().timestamp();
  const bool enough = available >= rollout.replicas - rollout.unavailable;
  json::object availability = enough ? condition("Available", "True", "MinimumReplicasAvailable",
                                                 "Deployment has minimum availability.")
                                     : condition("Available", "False", "MinimumReplicasUnavailable",
                                                 "Deployment does not have minimum availability.");
  const json::object* const old = condition_of(status, "Available");
  const bool same = old != nullptr && text_at(*old, "status") == text_at(availability, "status");
  availability["lastUpdateTime"] = same ? std::string(text_at(*old, "lastUpdateTime")) : now;
  set_condition(status, std::move(availability), now);
  judge_progress(rollout, status);
  (void)desk().update_status(std::move(changed));
}

/// Says how the rollout goes, and when it has taken too long.
void DeploymentController::judge_progress(const Rollout& rollout, json::object& status) {
  const json::object& deployment = rollout.deployment;
  const json::object* const old = condition_of(status, "Progressing");
  const std::string reason(old != nullptr ? text_at(*old, "reason") : "");
  const std::string now = desk().clock().timestamp();
  const auto set = [&](const char* value, const char* why, std::string_view message) {
    json::object judged = condition("Progressing", value, why, message);
    judged["lastUpdateTime"] = now;
    set_condition(status, std::move(judged), now);
  };
  if (flag_at(deployment, {"spec", "paused"})) {
    if (reason != "DeploymentPaused") {
      set("Unknown", "DeploymentPaused", "Deployment is paused");
    }
    return;
  }
  if (reason == "DeploymentPaused") {
    set("Unknown", "DeploymentResumed", "Deployment is resumed");
  }
  if (rollout.current == nullptr) return;
  const std::string name = "ReplicaSet " + go_quote(name_of(*rollout.current));
  const auto count = [&](std::string_view what) { return number_at(status, what).value_or(0); };
  const bool complete = count("updatedReplicas") == rollout.replicas &&
                        count("replicas") == rollout.replicas &&
                        count("availableReplicas") == rollout.replicas;
  const bool was_complete =
      reason == "NewReplicaSetAvailable" && count("replicas") == count("updatedReplicas");
  if (complete) {
    if (reason != "NewReplicaSetAvailable") {
      set("True", "NewReplicaSetAvailable", name + " has successfully progressed.");
    }
    return;
  }
  if (was_complete) return;
  const auto before = [&](std::string_view what) { return count_in(deployment, what); };
  const bool progresses = count("updatedReplicas") > before("updatedReplicas") ||
                          count("replicas") - count("updatedReplicas") <
                              before("replicas") - before("updatedReplicas") ||
                          count("readyReplicas") > before("readyReplicas") ||
                          count("availableReplicas") > before("availableReplicas");
  if (progresses || reason.empty() || reason == "DeploymentResumed" ||
      reason == "NewReplicaSetAvailable") {
    set("True", "ReplicaSetUpdated", name + " is progressing.");
  }
  const auto deadline = number_at(deployment, {"spec", "progressDeadlineSeconds"});
  const json::object* const present = condition_of(status, "Progressing");
  if (!deadline || present == nullptr ||
      text_at(*present, "reason") == "ProgressDeadlineExceeded") {
    return;
  }
  const auto since = time_at(*present, "lastUpdateTime").value_or(desk().clock().wall_now());
  const auto left = since + std::chrono::seconds(*deadline) - desk().clock().wall_now();
  if (left.count() > 0) {
    look_again(deployment, desk().clock().now() + left);
  } else {
    set("False", "ProgressDeadlineExceeded", name + " has timed out progressing.");
  }
}

}  // namespace k8s::testing::fake
