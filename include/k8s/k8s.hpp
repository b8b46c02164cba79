#pragma once

/// The whole library: every verb, every kind.

#include <k8s/client.hpp>
#include <k8s/config.hpp>
#include <k8s/diff.hpp>
#include <k8s/error.hpp>
#include <k8s/json.hpp>
#include <k8s/list.hpp>
#include <k8s/metrics.hpp>
#include <k8s/model.hpp>
#include <k8s/models/models.hpp>
#include <k8s/options.hpp>
#include <k8s/selector.hpp>
#include <k8s/watcher.hpp>
