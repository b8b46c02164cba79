#pragma once

#include <string_view>

#include "testing/fake/cel/schema_type.hpp"
#include "testing/fake/field_error.hpp"

namespace k8s::testing::fake {

/// What `device` is to these expressions: how large it may be, and of which types.
[[nodiscard]] const cel::SchemaType& device_type();

/// Refuses an expression in CEL of a device selector that does not compile, that does not say yes
/// or no, or that may cost too much. Nobody evaluates it, since nobody gives devices to pods.
/// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/device-class-v1/
void validate_device_expression(std::string_view expression, const FieldPath& path,
                                FieldErrors& errors);

}  // namespace k8s::testing::fake
