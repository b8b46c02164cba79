#pragma once

#include "testing/fake/managed_fields.hpp"
#include "testing/fake/resource.hpp"

// The scale subresource: how many replicas an object shall have and has, in the same form for every
// kind that can be scaled.
// https://kubernetes.io/docs/reference/kubernetes-api/autoscaling/scale-v1/

namespace k8s::testing::fake {

/// What an object's `/scale` is, as if it were a kind of its own.
[[nodiscard]] const Resource& scale_resource();
/// The same, with the columns that the Scales of such objects have.
[[nodiscard]] const Resource& scale_with_columns(const Resource& resource);

/// The Scale of an object.
[[nodiscard]] json::object scale_of(const Resource& resource, const json::object& object);

/// \throws Refusal if the object of a custom kind does not say how many replicas it wants
void check_has_replicas(const Resource& resource, const json::object& object);

/// Sets what a Scale says: replicas and the resourceVersion that it was read at.
void set_scale(const Resource& resource, const json::object& scale, json::object& object);

/// The path of the replicas in an object.
[[nodiscard]] ElementPath replicas_path(const Resource& resource);

/// \throws Refusal for what no Scale may say
void validate_scale(const json::object& scale, std::string_view name);

}  // namespace k8s::testing::fake
