#pragma once

#include <string>
#include <vector>

#include "testing/fake/controller.hpp"
#include "testing/fake/controllers/pod_runner.hpp"

namespace k8s::testing::fake {

/// Adds the controllers of these names, as FakeClusterOptions::controllers takes them.
/// \param images what containers do; it must outlive the controllers
/// \throws std::invalid_argument for a name that is none
void add_simulated(ControllerManager& manager, const std::vector<std::string>& names,
                   ControllerDesk& desk, const Images& images);

}  // namespace k8s::testing::fake
