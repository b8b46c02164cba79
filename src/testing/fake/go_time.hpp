#pragma once

#include <string>
#include <string_view>

namespace k8s::testing::fake {

/// What Go's time.Parse has to say about a text that should be a time: nothing if it is one.
/// \param micro whether six digits of fraction are wanted, as in a MicroTime
[[nodiscard]] std::string go_time_problem(std::string_view text, bool micro);

/// What Go says to a text that is no duration; empty if it is one.
[[nodiscard]] std::string go_duration_problem(std::string_view text);

}  // namespace k8s::testing::fake
