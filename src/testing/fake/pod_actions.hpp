#pragma once

#include "testing/fake/clock.hpp"
#include "testing/fake/controller.hpp"
#include "testing/fake/objects.hpp"
#include "testing/fake/storage.hpp"

// What is asked of a pod by creating something below it.

namespace k8s::testing::fake {

/// Gives a pod to a node, as a scheduler does.
/// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/binding-v1/
/// \throws Refusal
void bind_pod(const Target& pod, const json::object& binding, bool dry_run, Storage& storage,
              const Clock& clock);

/// Refuses what a PodDisruptionBudget forbids, counts what it allows, and notes in the pod why it
/// goes.
/// https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/
/// \throws Refusal: 429 if it is not allowed now
/// \param how the pod is removed thereafter
void check_eviction(const Target& pod, const json::object& eviction, DeleteOptions& how,
                    Storage& storage, ControllerDesk& desk);

}  // namespace k8s::testing::fake
