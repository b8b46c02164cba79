#include <iostream>

#include <k8s/models/core/v1/namespace.hpp>

int main() {
  k8s::Namespace made{{.name = "team", .labels = {{"owner", "me"}}}};
  made.save();
  for (const k8s::Namespace& each : k8s::Namespace::list()) {
    std::cout << each.metadata.name << ' ' << each.status.phase << '\n';
  }
}
