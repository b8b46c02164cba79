#pragma once

#include "testing/fake/kinds/part.hpp"

namespace k8s::testing::fake {

/// When a job counts as failed or succeeded before all its pods have.
/// https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy
void validate_job_policies(const Part& spec);

}  // namespace k8s::testing::fake
