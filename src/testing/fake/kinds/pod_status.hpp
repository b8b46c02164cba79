#pragma once

#include "testing/fake/field_error.hpp"
#include "testing/fake/object.hpp"

// What a pod may say of itself.

namespace k8s::testing::fake {

/// The address of a pod stands in two members, of which the older counts.
void join_pod_addresses(json::object& pod);

void validate_pod_status(const json::object& fresh, const json::object& old, FieldErrors& errors);

}  // namespace k8s::testing::fake
