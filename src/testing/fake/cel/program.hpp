#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "testing/fake/cel/checker.hpp"
#include "testing/fake/cel/evaluator.hpp"
#include "testing/fake/cel/macro.hpp"

namespace k8s::testing::fake::cel {

/// An expression that is read, checked and ready to be computed.
///
/// Thread safety: may be computed by several threads.
class Program {
 public:
  /// Says what is wrong with the type of the result; nothing if it will do.
  using TypeRule = std::function<std::string(const Type& type)>;

  /// \param result the kind of value that has to come out
  Program(std::string_view source, const Variables& variables, Kind result);
  Program(std::string_view source, const Variables& variables, const TypeRule& rule,
          const Extensions& extensions = {});

  /// Why it cannot be computed, in the server's words; empty if it can.
  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }
  /// Whether it makes use of a variable.
  [[nodiscard]] bool uses(std::string_view variable) const;
  /// What there is if there is no problem.
  [[nodiscard]] const Expression& expression() const noexcept { return *expression_; }

  [[nodiscard]] Evaluation run(const Bindings& bindings) const;

 private:
  ExpressionPtr expression_;
  std::string problem_;
};

}  // namespace k8s::testing::fake::cel
