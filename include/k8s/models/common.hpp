#pragma once

/// The kinds that most programs use. Every other has a header of its own, named after its group,
/// version and kind (<k8s/models/batch/v1/cron_job.hpp>); <k8s/models/all.hpp> has them all.

#include <k8s/models/apps/v1/deployment.hpp>
#include <k8s/models/batch/v1/job.hpp>
#include <k8s/models/core/v1/config_map.hpp>
#include <k8s/models/core/v1/namespace.hpp>
#include <k8s/models/core/v1/pod.hpp>
#include <k8s/models/core/v1/secret.hpp>
#include <k8s/models/core/v1/service.hpp>
#include <k8s/models/networking/v1/ingress.hpp>
