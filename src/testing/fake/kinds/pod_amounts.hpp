#pragma once

#include <map>
#include <string>

#include <k8s/quantity.hpp>

#include "testing/fake/object.hpp"

namespace k8s::testing::fake {

/// Amounts of resources, by name.
using Amounts = std::map<std::string, Quantity, std::less<>>;

[[nodiscard]] Amounts amounts_at(const json::object& object, Path path);
void add_amounts(Amounts& sum, const Amounts& more);

/// What the containers of a pod's spec take together at any time.
/// \param list "requests" or "limits"
[[nodiscard]] Amounts container_amounts(const json::object& spec, std::string_view list);

/// What a pod takes: the same, but for what it says of itself.
[[nodiscard]] Amounts pod_amounts(const json::object& pod, std::string_view list);

}  // namespace k8s::testing::fake
