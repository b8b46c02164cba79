#pragma once

#include <string_view>

#include "testing/fake/kinds/part.hpp"

// Names and amounts of resources.
// https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/

namespace k8s::testing::fake {

/// Whether it is one of Kubernetes' own resources: without a domain, or with kubernetes.io.
[[nodiscard]] bool is_native_resource(std::string_view name);
/// Whether it is one that a cluster has beside Kubernetes' own.
[[nodiscard]] bool is_extended_resource(std::string_view name);
/// Whether there may be limits that are not requested.
[[nodiscard]] bool is_overcommit_allowed(std::string_view name);
/// Whether it is one that a quota counts, beside those with a domain.
[[nodiscard]] bool is_quota_resource(std::string_view name);

/// The name of a resource: "cpu", or one with a domain.
bool validate_resource_name(std::string_view name, const FieldPath& path, FieldErrors& errors);
/// The name of one that a container may have.
void validate_container_resource(std::string_view name, const FieldPath& path, FieldErrors& errors);
/// An amount of a resource: not negative, and whole where the resource has no parts.
void validate_amount_of(std::string_view resource, const Quantity& amount, const FieldPath& path,
                        FieldErrors& errors);

}  // namespace k8s::testing::fake
