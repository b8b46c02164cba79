#pragma once

#include "testing/fake/kinds/kinds.hpp"

// The spec of a pod, which stands in a Pod and in the template of everything that makes pods.
// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodSpec

namespace k8s::testing::fake {

/// Fills in what every PodSpec gets.
void default_pod_spec(json::object& spec);

void validate_pod_spec(const json::object& spec, const FieldPath& path, FieldErrors& errors);

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

}  // namespace k8s::testing::fake
