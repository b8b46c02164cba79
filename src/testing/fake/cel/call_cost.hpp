#pragma once

#include <optional>
#include <string_view>

#include "testing/fake/cel/cost_range.hpp"
#include "testing/fake/cel/expression.hpp"

namespace k8s::testing::fake::cel {

/// What going through a character costs.
constexpr double traversal_factor = 0.1;

/// Knows how large the values of expressions may be.
class SizeEstimator {
 public:
  virtual ~SizeEstimator() = default;
  [[nodiscard]] virtual CostRange size_of(const Expression& expression) = 0;
  /// The size of the elements of a list; nothing if nobody knows where it comes from.
  [[nodiscard]] virtual std::optional<CostRange> element_size_of(const Expression& list) = 0;
};

struct CallCost {
  CostRange cost{};
  std::optional<CostRange> result{};  // the size of what comes out
};

/// What a call costs beside its arguments, by the function that it means.
/// \returns nothing for functions that cost one, and for operators that depend on their operands'
/// costs
[[nodiscard]] std::optional<CallCost> call_cost(const Call& call, std::string_view overload,
                                                SizeEstimator& sizes);

}  // namespace k8s::testing::fake::cel
