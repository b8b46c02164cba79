#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "testing/fake/kinds/part.hpp"

// The parts of a container, one file each.
// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container

namespace k8s::testing::fake {

using Names = std::set<std::string, std::less<>>;
using Volumes = std::map<std::string, const json::object*, std::less<>>;

/// What the rules of a container need to know of its pod.
struct PodContext {
  const Part& spec;
  const Volumes& volumes;
  Names claims{};
  std::optional<std::int64_t> grace_period{};
  bool host_users = true;
};

/// The element of a list that has a name; null if there is none.
[[nodiscard]] const json::object* named(const json::array& list, std::string_view name);
/// The values of a member of each element of a list.
[[nodiscard]] Names values_of(const Part& container, std::string_view list, std::string_view name);

/// container_life.cpp: hooks and probes.
void validate_life(const Part& container, const PodContext& pod);

/// container_environment.cpp
void validate_environment(const Part& container);

/// container_mounts.cpp
void validate_mounts(const Part& container, const Volumes& volumes);
void validate_devices(const Part& container, const Volumes& volumes);

/// container_resources.cpp
/// \param claims the names in the pod's `resourceClaims`
void validate_resources(const Part& container, const Names& claims);
using ResourceRule = void (*)(std::string_view name, const FieldPath& path, FieldErrors& errors);
/// The same of any core/v1 ResourceRequirements, whose names of resources have a rule.
void validate_requirements(const Part& resources, const Names& claims, ResourceRule check_name);
void validate_resize_policy(const Part& container, const PodContext& pod);

}  // namespace k8s::testing::fake
