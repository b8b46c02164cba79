#pragma once

#include "testing/fake/kinds/part.hpp"

// What the kinds of flowcontrol.apiserver.k8s.io have in common.

namespace k8s::testing::fake {

/// The conditions of a status, of each type at most one.
void validate_flow_conditions(const json::object& object, const json::object& old,
                              FieldErrors& errors);

}  // namespace k8s::testing::fake
