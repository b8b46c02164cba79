#include "testing/fake/components.hpp"

#include <memory>

namespace k8s::testing::fake {

std::vector<ObjectPtr> component_statuses() {
  std::vector<ObjectPtr> all;
  for (const char* const name : {"scheduler", "controller-manager", "etcd-0"}) {
    const json::object healthy{{"type", "Healthy"}, {"status", "True"}, {"message", "ok"}};
    all.push_back(std::make_shared<const json::object>(
        json::object{{"kind", "ComponentStatus"},
                     {"apiVersion", "v1"},
                     {"metadata", json::object{{"name", name}}},
                     {"conditions", json::array{healthy}}}));
  }
  return all;
}

}  // namespace k8s::testing::fake
