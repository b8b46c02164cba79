#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "testing/fake/cel/expression.hpp"
#include "testing/fake/cel/value.hpp"

namespace k8s::testing::fake::cel {

/// The values of variables. Those that are missing are errors where they are used.
using Bindings = std::map<std::string, Value, std::less<>>;

struct Evaluation {
  Value value{};
  std::uint64_t cost = 0;  // in CEL's units
};

/// Computes a checked expression. It ends with an error at the cost of 1,000,000.
[[nodiscard]] Evaluation evaluate(const Expression& expression, const Bindings& bindings);

constexpr const char* cost_exceeded = "operation cancelled: actual cost limit exceeded";

}  // namespace k8s::testing::fake::cel
