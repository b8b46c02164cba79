#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "testing/fake/cel/value.hpp"

namespace k8s::testing::fake::cel {

/// What a call has cost, in CEL's units: one, or as long as it takes to go through what it reads.
[[nodiscard]] std::uint64_t runtime_cost(std::string_view function, std::string_view overload,
                                         std::span<const Value> arguments, const Value& result);

}  // namespace k8s::testing::fake::cel
