#include "testing/fake/controllers/job.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

#include "testing/fake/controllers/workload.hpp"

namespace k8s::testing::fake {
namespace {

constexpr const char* index_annotation = "batch.kubernetes.io/job-completion-index";

bool is_indexed(const json::object& job) {
  return text_at(job, {"spec", "completionMode"}) == "Indexed";
}

std::int64_t index_of(const json::object& pod) {
  const std::string_view text = text_at(pod, {"metadata", "annotations", index_annotation});
  std::int64_t index = -1;
  std::from_chars(text.data(), text.data() + text.size(), index);
  return index;
}

bool is_over(const json::object& job) {
  for (const char* const type : {"Complete", "Failed"}) {
    const json::object* const condition = condition_of(object_at(job, "status"), type);
    if (condition != nullptr && text_at(*condition, "status") == "True") return true;
  }
  return false;
}

/// "0-2,5"
std::string ranges_of(const std::set<std::int64_t>& indexes) {
  std::string text;
  for (auto at = indexes.begin(); at != indexes.end();) {
    const std::int64_t first = *at;
    std::int64_t last = first;
    while (++at != indexes.end() && *at == last + 1) last = *at;
    if (!text.empty()) text += ",";
    text += std::to_string(first);
    if (last > first) text += (last == first + 1 ? "," : "-") + std::to_string(last);
  }
  return text;
}

}  // namespace

struct JobController::Tally {
  std::vector<ObjectPtr> active{};
  std::int64_t ready = 0;
  std::int64_t succeeded = 0;
  std::int64_t failed = 0;
  std::set<std::int64_t> done{};     // indexes that have succeeded
  std::set<std::int64_t> running{};  // indexes that have a pod
};

JobController::Tally JobController::count(const json::object& job) {
  Tally tally;
  for (const ObjectPtr& pod : claim(job, pods_collection)) {
    if (has_phase(*pod, "Succeeded")) {
      if (!is_indexed(job) || tally.done.insert(index_of(*pod)).second) ++tally.succeeded;
    } else if (has_phase(*pod, "Failed")) {
      ++tally.failed;
    } else if (!is_terminating(*pod)) {
      tally.active.push_back(pod);
      tally.running.insert(index_of(*pod));
      if (is_ready(*pod)) ++tally.ready;
    }
  }
  // A pod that somebody has deleted still counts.
  tally.succeeded = std::max(tally.succeeded, number_at(job, {"status", "succeeded"}).value_or(0));
  tally.failed = std::max(tally.failed, number_at(job, {"status", "failed"}).value_or(0));
  return tally;
}

void JobController::reconcile(const json::object& job) {
  if (is_over(job)) return expire(job);
  const Tally tally = count(job);
  write_status(job, tally);
  const ObjectPtr now = desk().get("batch/jobs", Key{namespace_of(job), name_of(job)});
  if (now == nullptr || is_terminating(job)) return;
  if (is_over(*now) || flag_at(job, {"spec", "suspend"})) {
    stop_pods(tally, 0);
  } else {
    start_pods(*now, tally);
  }
}

void JobController::start_pods(const json::object& job, const Tally& tally) {
  const std::int64_t parallelism = number_at(job, {"spec", "parallelism"}).value_or(1);
  const auto completions = number_at(job, {"spec", "completions"});
  auto wanted = parallelism;
  if (completions) wanted = std::min(wanted, *completions - tally.succeeded);
  // In a Job without a number of completions the first success says that the work is done.
  const auto active = static_cast<std::int64_t>(tally.active.size());
  if (!completions && tally.succeeded > 0) wanted = active;
  if (active > wanted) {
    stop_pods(tally, static_cast<std::size_t>(std::max<std::int64_t>(wanted, 0)));
    return;
  }
  std::int64_t index = 0;
  for (std::int64_t i = active; i < wanted; ++i) {
    json::object pod = pod_of(job);
    if (is_indexed(job)) {
      while (tally.done.contains(index) || tally.running.contains(index)) ++index;
      const std::string text = std::to_string(index++);
      json::object& metadata = metadata_of(pod);
      metadata["generateName"] = std::string(name_of(job)) + "-" + text + "-";
      ensure_object(metadata, "annotations")[index_annotation] = text;
      ensure_object(metadata, "labels")[index_annotation] = text;
      ensure_object(pod, "spec")["hostname"] = std::string(name_of(job)) + "-" + text;
    }
    if (desk().create(std::move(pod)) == nullptr) return;
  }
}

void JobController::stop_pods(const Tally& tally, std::size_t kept) {
  for (std::size_t i = kept; i < tally.active.size(); ++i) (void)desk().remove(*tally.active[i]);
}

bool JobController::judge(const json::object& job, const Tally& tally, json::object& status) {
  const std::string now = desk().clock().timestamp();
  const auto end = [&](const char* first, const char* last, const char* reason,
                       const char* message) {
    for (const char* const type : {first, last}) {
      json::object ended = condition(type, "True", reason, message);
      ended["lastProbeTime"] = now;
      set_condition(status, std::move(ended), now);
    }
    status.erase("active");
    status["ready"] = 0;
    return true;
  };
  const json::object& spec = object_at(job, "spec");
  if (const auto limit = number_at(spec, "activeDeadlineSeconds"); limit) {
    const auto began = time_at(status, "startTime");
    const auto left = began ? *began + std::chrono::seconds(*limit) - desk().clock().wall_now()
                            : std::chrono::seconds(*limit);
    if (left.count() <= 0) {
      return end("FailureTarget", "Failed", "DeadlineExceeded",
                 "Job was active longer than specified deadline");
    }
    look_again(job, desk().clock().now() + left);
  }
  if (tally.failed > number_at(spec, "backoffLimit").value_or(6)) {
    return end("FailureTarget", "Failed", "BackoffLimitExceeded",
               "Job has reached the specified backoff limit");
  }
  const auto completions = number_at(spec, "completions");
  const bool complete =
      completions ? tally.succeeded >= *completions : tally.succeeded > 0 && tally.active.empty();
  if (!complete) return false;
  status["completionTime"] = now;
  return end("SuccessCriteriaMet", "Complete", "CompletionsReached",
             "Reached expected number of succeeded pods");
}

void JobController::write_status(const json::object& job, const Tally& tally) {
  json::object changed = job;
  json::object& status = ensure_object(changed, "status");
  const std::string now = desk().clock().timestamp();
  const bool suspended = flag_at(job, {"spec", "suspend"});
  if (suspended) {
    status.erase("startTime");
  } else {
    set_default(status, "startTime", json::string(now));
  }
  if (suspended || condition_of(status, "Suspended") != nullptr) {
    json::object state = suspended ? condition("Suspended", "True", "JobSuspended", "Job suspended")
                                   : condition("Suspended", "False", "JobResumed", "Job resumed");
    const json::object* const old = condition_of(status, "Suspended");
    const bool same = old != nullptr && text_at(*old, "status") == text_at(state, "status");
    state["lastProbeTime"] = same ? std::string(text_at(*old, "lastProbeTime")) : now;
    set_condition(status, std::move(state), now);
  }
  set_count(status, "active", static_cast<std::int64_t>(tally.active.size()));
  set_count(status, "succeeded", tally.succeeded);
  set_count(status, "failed", tally.failed);
  status["ready"] = tally.ready;
  status["terminating"] = 0;
  status["uncountedTerminatedPods"] = json::object();
  if (is_indexed(job) && !tally.done.empty()) status["completedIndexes"] = ranges_of(tally.done);
  if (!suspended) (void)judge(job, tally, status);
  (void)desk().update_status(std::move(changed));
}

void JobController::expire(const json::object& job) {
  const auto limit = number_at(job, {"spec", "ttlSecondsAfterFinished"});
  if (!limit || is_terminating(job)) return;
  const json::object& status = object_at(job, "status");
  const json::object* ended = condition_of(status, "Complete");
  if (ended == nullptr) ended = condition_of(status, "Failed");
  const auto since = time_at(*ended, "lastTransitionTime").value_or(desk().clock().wall_now());
  const auto left = since + std::chrono::seconds(*limit) - desk().clock().wall_now();
  if (left.count() > 0) {
    look_again(job, desk().clock().now() + left);
  } else {
    (void)desk().remove(job, {.propagation = Propagation::foreground});
  }
}

}  // namespace k8s::testing::fake
