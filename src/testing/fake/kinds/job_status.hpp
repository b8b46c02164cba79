#pragma once

#include "testing/fake/field_error.hpp"
#include "testing/fake/object.hpp"

namespace k8s::testing::fake {

/// What a Job may say of its progress: rules hold for what an update changes.
void validate_job_status(const json::object& fresh, const json::object& old, FieldErrors& errors);

}  // namespace k8s::testing::fake
