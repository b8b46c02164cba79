#include "testing/fake/policy/compiler.hpp"

#include <algorithm>
#include <utility>

namespace k8s::testing::fake::policy {
namespace {

using cel::Kind;
using cel::Type;
using cel::TypePtr;

std::string wrong_type(const Type& type, const std::vector<std::string_view>& results) {
  const std::string found = cel::runtime_text(type);
  if (results.empty() || std::ranges::find(results, found) != results.end()) return "";
  std::string wanted;
  for (const std::string_view result : results) {
    wanted.append(wanted.empty() ? "" : " ").append(result);
  }
  if (results.size() > 1) wanted = "one of [" + wanted + "]";
  return "must evaluate to " + wanted + " but got " + found;
}

/// What the type of a variable is to the expressions that use it: values of types that have
/// functions alone, and of such that only one expression knows, may be anything to the others.
TypePtr member_type(const TypePtr& type) {
  switch (type->kind) {
    case Kind::list:
      return cel::list_of(member_type(type->parameters[0]));
    case Kind::map:
      return cel::map_of(member_type(type->parameters[0]), member_type(type->parameters[1]));
    case Kind::object:
    case Kind::opaque:
    case Kind::type:
    case Kind::parameter:
    case Kind::error:
      return cel::plain_type(Kind::dyn);
    default:
      return type;
  }
}

}  // namespace

Compiler::Compiler(bool has_params, bool composes) : has_params_(has_params), composes_(composes) {}

cel::Variables Compiler::declared(const Scope& scope) const {
  cel::Variables variables =
      declare({.params = has_params_, .authorizer = scope.authorizer, .patches = scope.patches});
  if (composes_) variables["variables"] = cel::object_of("kubernetes.variables", members_);
  return variables;
}

const cel::Program& Compiler::add_variable(std::string name, std::string_view source) {
  Expression expression = compile(source, {});
  const cel::Program& program = *expression.program;
  members_[name] = program.problem().empty() ? member_type(program.expression().type)
                                             : cel::plain_type(Kind::dyn);
  variables_.push_back({std::move(name), std::move(expression)});
  return program;
}

Expression Compiler::compile(std::string_view source,
                             std::initializer_list<std::string_view> results,
                             const Scope& scope) const {
  const std::vector<std::string_view> wanted = results;
  return {std::string(source), std::make_shared<const cel::Program>(
                                   source, declared(scope), [&wanted](const Type& type) {
                                     return wrong_type(type, wanted);
                                   })};
}

void add_variables(const json::object& spec, Compiler& compiler) {
  const json::array& variables = array_at(spec, "variables");
  for (std::size_t i = 0; i < variables.size(); ++i) {
    const json::object& variable = element_at(variables, i);
    (void)compiler.add_variable(std::string(text_at(variable, "name")),
                                text_at(variable, "expression"));
  }
}

Expression compile_mutation(std::string_view source, bool is_patch, const Compiler& compiler) {
  return is_patch ? compiler.compile(source, {"list(JSONPatch)"}, {.patches = true})
                  : compiler.compile(source, {"Object"}, {.patches = true});
}

}  // namespace k8s::testing::fake::policy
