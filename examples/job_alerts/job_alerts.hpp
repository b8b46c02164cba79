#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include <k8s/models/batch/v1/job.hpp>
#include <k8s/options.hpp>

/// How a Job ended; null while it has not.
/// https://kubernetes.io/docs/concepts/workloads/controllers/job/
const k8s::JobCondition* find_end(const k8s::Job& job);

/// Calls `alert` once for each Job that failed, also for those that had failed already; returns
/// after a stop request. \throws k8s::Error
void watch_failed_jobs(
    const k8s::WatcherOptions& where,
    const std::function<void(const k8s::Job& job, const k8s::JobCondition& why)>& alert);

/// Deletes the Jobs that have ended, with their pods, and returns how many. \throws k8s::Error
std::size_t delete_ended_jobs(const k8s::ListOptions& which);
