#include "testing/fake/kinds/expression.hpp"

#include <string>

namespace k8s::testing::fake {

void check_program(const cel::Program& program, const FieldPath& path, std::string_view shown,
                   FieldErrors& errors) {
  const std::string& problem = program.problem();
  if (problem.empty()) return;
  if (problem.starts_with("program instantiation failed")) return errors.internal(path, problem);
  errors.invalid(path, shown, problem);
}

}  // namespace k8s::testing::fake
