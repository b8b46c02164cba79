#include "testing/fake/cel/program.hpp"

#include <algorithm>
#include <utility>

#include "testing/fake/cel/literal_check.hpp"
#include "testing/fake/cel/parser.hpp"

namespace k8s::testing::fake::cel {
namespace {

bool mentions(const Expression& expression, std::string_view variable) {
  const auto* const identifier = node_as<Identifier>(expression);
  if (identifier != nullptr && identifier->name == variable) return true;
  bool found = false;
  for_each_part(expression,
                [&](const Expression& part) { found = found || mentions(part, variable); });
  return found;
}

}  // namespace

Program::Program(std::string_view source, const Variables& variables, Kind result)
    : Program(source, variables, [result](const Type& type) -> std::string {
        if (type.kind == result) return "";
        return result == Kind::boolean ? "cel expression must evaluate to a bool"
                                       : "messageExpression must evaluate to a string";
      }) {}

Program::Program(std::string_view source, const Variables& variables, const TypeRule& rule,
                 const Extensions& extensions) {
  std::vector<Issue> issues;
  expression_ = parse(source, extensions, issues);
  if (issues.empty()) check(*expression_, variables, issues);
  if (issues.empty()) check_literals(*expression_, issues);
  if (!issues.empty()) {
    problem_ = "compilation failed: " + to_text(issues, source);
  } else if (std::string wrong = rule(*expression_->type); !wrong.empty()) {
    problem_ = std::move(wrong);
  } else if (const std::string problem = constant_problem(*expression_); !problem.empty()) {
    problem_ = "program instantiation failed: " + problem;
  }
}

bool Program::uses(std::string_view variable) const {
  return problem_.empty() && mentions(*expression_, variable);
}

Evaluation Program::run(const Bindings& bindings) const {
  return evaluate(*expression_, bindings);
}

}  // namespace k8s::testing::fake::cel
