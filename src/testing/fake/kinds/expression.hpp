#pragma once

#include <string_view>

#include "testing/fake/cel/program.hpp"
#include "testing/fake/field_error.hpp"

namespace k8s::testing::fake {

/// Refuses an expression in CEL that does not compile.
/// \param shown the expression as messages show it
void check_program(const cel::Program& program, const FieldPath& path, std::string_view shown,
                   FieldErrors& errors);

}  // namespace k8s::testing::fake
