#pragma once

#include <functional>
#include <map>
#include <set>

#include "testing/fake/kinds/kinds.hpp"
#include "testing/fake/kinds/part.hpp"

// The spec of a pod, which stands in a Pod and in the template of everything that makes pods.
// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodSpec

namespace k8s::testing::fake {

/// Fills in what every PodSpec gets.
void default_pod_spec(json::object& spec);

/// \param pod the name of the pod; empty for a template
void validate_pod_spec(const json::object& spec, const FieldPath& path, FieldErrors& errors,
                       std::string_view pod = {});

/// Fills in the spec of the PodTemplateSpec that stands in `spec.template`.
void default_pod_template(json::object& object);

/// A PodTemplateSpec: its labels, its annotations and its spec.
void validate_pod_template(const json::object& pod_template, const FieldPath& path,
                           FieldErrors& errors);

/// Warns of a name that pods cannot have as their host name.
void warn_of_name(const json::object& object, std::vector<std::string>& warnings);

/// Refuses a number below 0.
void validate_not_negative(const json::object& object, std::string_view name, const FieldPath& path,
                           FieldErrors& errors);

/// Calls `rule` with each container of the spec, of all three lists.
void each_container(const Part& spec, const std::function<void(const Part& container)>& rule);

// The parts of a spec, one file each.

/// pod_containers.cpp: the containers, whose mounts name these volumes.
/// \param volumes each well-formed volume
void validate_containers(const Part& spec,
                         const std::map<std::string, const json::object*, std::less<>>& volumes);
/// container_resources.cpp: the amounts that containers, or what they run in, may have.
void validate_resource_amounts(const json::object& amounts, const FieldPath& path,
                               FieldErrors& errors);

/// pod_security.cpp: the security contexts, and what the operating system rules out.
void validate_container_security(const Part& container, bool host_users);
void validate_pod_security(const Part& spec);
/// What runs in the host itself.
void validate_host_processes(const Part& spec);
void validate_operating_system(const Part& spec);

/// pod_scheduling.cpp: where the pod may run.
void validate_affinity(const Part& affinity);
void validate_spread_constraints(const Part& spec);
void validate_tolerations(const Part& spec);

}  // namespace k8s::testing::fake
