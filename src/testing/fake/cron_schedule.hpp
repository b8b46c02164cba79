#pragma once

#include <string>
#include <string_view>

namespace k8s::testing::fake {

/// What is wrong with a schedule of a CronJob, in the server's words; empty if it is a good one.
/// https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
[[nodiscard]] std::string schedule_problem(std::string_view schedule);

}  // namespace k8s::testing::fake
