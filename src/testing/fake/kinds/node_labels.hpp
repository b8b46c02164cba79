#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "testing/fake/kinds/part.hpp"

// Labels of nodes that have a new name, of which the server warns those who select by the old one.

namespace k8s::testing::fake {

/// Why a label of a node should be used no more; empty if it may.
[[nodiscard]] std::string_view old_label(std::string_view label);

/// Warns of old labels in a core.NodeSelectorTerm.
/// \param checks_values whether to warn of values that no label can have, too
void warn_of_node_term(const Part& term, bool checks_values, std::vector<std::string>& warnings);

}  // namespace k8s::testing::fake
