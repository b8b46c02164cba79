#include "testing/fake/controllers/simulated.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <string_view>

#include "testing/fake/controllers/deployment.hpp"
#include "testing/fake/controllers/job.hpp"
#include "testing/fake/controllers/replica_set.hpp"

namespace k8s::testing::fake {
namespace {

constexpr std::array<std::string_view, 4> all{"deployment", "replicaset", "job", "pods"};

/// The name without what kube-controller-manager lets it end with.
std::string_view short_name(std::string_view name) {
  constexpr std::string_view ending = "-controller";
  if (name.ends_with(ending)) name.remove_suffix(ending.size());
  return name;
}

}  // namespace

void add_simulated(ControllerManager& manager, const std::vector<std::string>& names,
                   ControllerDesk& desk, const Images& images) {
  for (const std::string& name : names) {
    if (name == "*" || std::ranges::find(all, short_name(name)) != all.end()) continue;
    throw std::invalid_argument("FakeClusterOptions::controllers: \"" + name +
                                "\" is none of \"deployment\", \"replicaset\", \"job\", "
                                "\"pods\" and \"*\"");
  }
  const auto wanted = [&](std::string_view controller) {
    return std::ranges::any_of(names, [&](const std::string& name) {
      return name == "*" || short_name(name) == controller;
    });
  };
  if (wanted("deployment")) manager.add(std::make_unique<DeploymentController>(desk));
  if (wanted("replicaset")) manager.add(std::make_unique<ReplicaSetController>(desk));
  if (wanted("job")) manager.add(std::make_unique<JobController>(desk));
  if (wanted("pods")) manager.add(std::make_unique<PodRunner>(desk, images));
}

}  // namespace k8s::testing::fake
