#pragma once

#include <string>
#include <string_view>

#include "testing/fake/resource.hpp"

// Kinds whose versions, or those that another group has of them, differ in more than their name.
// Objects are stored in the version in which they were written last.

namespace k8s::testing::fake {

/// The collection that a kind shares with that of another group; empty if it has one of its own.
[[nodiscard]] std::string_view shared_collection(std::string_view group, std::string_view plural);

/// An object of the resource's collection in the resource's own version; itself if it is in that.
[[nodiscard]] ObjectPtr in_version(const ObjectPtr& object, const Resource& resource);

/// Rewrites an event of `v1` as one of `events.k8s.io/v1`, or the other way round.
/// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
void convert_event(json::object& event, std::string_view api_version);

/// The same of `autoscaling/v1` and `autoscaling/v2`.
/// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v1/
void convert_autoscaler(json::object& autoscaler, std::string_view api_version);

}  // namespace k8s::testing::fake
