#pragma once

#include "testing/fake/field_error.hpp"
#include "testing/fake/go_json.hpp"

namespace k8s::testing::fake {

/// A JobSpec, without its selector and the labels that go with it, which a Job gets when it is
/// created.
void validate_job_spec(const json::object& spec, const FieldPath& path, FieldErrors& errors);

void warn_of_job_spec(const json::object& spec, const FieldPath& path,
                      std::vector<std::string>& warnings);

}  // namespace k8s::testing::fake
