#pragma once

/// Every verb, and the kinds that most programs use; <k8s/models/all.hpp> has all kinds.

#include <k8s/client.hpp>
#include <k8s/conditions.hpp>
#include <k8s/config.hpp>
#include <k8s/diff.hpp>
#include <k8s/duration.hpp>
#include <k8s/error.hpp>
#include <k8s/json.hpp>
#include <k8s/list.hpp>
#include <k8s/list_pages.hpp>
#include <k8s/metrics.hpp>
#include <k8s/model.hpp>
#include <k8s/models/common.hpp>
#include <k8s/options.hpp>
#include <k8s/patch.hpp>
#include <k8s/selector.hpp>
#include <k8s/wait.hpp>
#include <k8s/watcher.hpp>
