#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/cel/program.hpp"
#include "testing/fake/object.hpp"
#include "testing/fake/policy/declarations.hpp"

namespace k8s::testing::fake::policy {

using ProgramPtr = std::shared_ptr<const cel::Program>;

/// An expression, and what it has become.
struct Expression {
  std::string source{};
  ProgramPtr program{};
};

/// A variable that a policy makes of others.
struct Variable {
  std::string name{};
  Expression expression{};
};

/// Compiles the expressions of one policy, or those of webhooks.
class Compiler {
 public:
  /// \param has_params whether there is a `params`
  /// \param composes whether there is a `variables`
  Compiler(bool has_params, bool composes);

  /// Compiles a variable, which expressions that are compiled later may use.
  const cel::Program& add_variable(std::string name, std::string_view source);

  /// What an expression may use beside what all may.
  struct Scope {
    bool authorizer = true;
    bool patches = false;  // `Object`, `JSONPatch`
  };

  /// \param results the types of value that may come out, as CEL calls them; any if there are none
  [[nodiscard]] Expression compile(std::string_view source,
                                   std::initializer_list<std::string_view> results,
                                   const Scope& scope) const;
  [[nodiscard]] Expression compile(std::string_view source,
                                   std::initializer_list<std::string_view> results) const {
    return compile(source, results, Scope());
  }

  [[nodiscard]] const std::vector<Variable>& variables() const noexcept { return variables_; }

 private:
  [[nodiscard]] cel::Variables declared(const Scope& scope) const;

  bool has_params_;
  bool composes_;
  cel::Variables members_;  // of `variables`
  std::vector<Variable> variables_;
};

/// Compiles `spec.variables` of a policy.
void add_variables(const json::object& spec, Compiler& compiler);

/// Compiles an expression that changes objects. \param is_patch whether by a JSON patch
[[nodiscard]] Expression compile_mutation(std::string_view source, bool is_patch,
                                          const Compiler& compiler);

}  // namespace k8s::testing::fake::policy
