#include "job_alerts.hpp"

#include <algorithm>
#include <set>

#include <k8s/constants.hpp>
#include <k8s/error.hpp>
#include <k8s/watcher.hpp>

using namespace k8s;

const JobCondition* find_end(const Job& job) {
  const auto& conditions = job.status.conditions;
  const auto end = std::ranges::find_if(conditions, [](const JobCondition& condition) {
    return condition.status == "True" && (condition.type == JobConditionType::Complete ||
                                          condition.type == JobConditionType::Failed);
  });
  return end == conditions.end() ? nullptr : &*end;
}

void watch_failed_jobs(const WatcherOptions& where,
                       const std::function<void(const Job& job, const JobCondition& why)>& alert) {
  std::set<std::string> alerted;  // uids: a name may be used again
  for (const WatchEvent<Job>& event : Watcher<Job>().watch(where)) {
    const Job& job = event.object;
    if (event.type == WatchEvent<Job>::deleted) {
      alerted.erase(job.metadata.uid);
      continue;
    }
    const JobCondition* const end = find_end(job);
    if (end == nullptr || end->type != JobConditionType::Failed) continue;
    if (alerted.insert(job.metadata.uid).second) alert(job, *end);
  }
}

std::size_t delete_ended_jobs(const ListOptions& which) {
  std::size_t count = 0;
  for (const Job& job : Job::list(which)) {
    if (find_end(job) == nullptr) continue;
    try {
      job.delete_({.client = which.client});  // this one, not another that has taken its name
      ++count;
    } catch (const NotFound&) {
      // Somebody else was faster.
    }
  }
  return count;
}
