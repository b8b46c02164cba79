#include <iostream>

#include <k8s/models/apps/v1/deployment.hpp>
#include <k8s/models/core/v1/pod.hpp>

int main() {
  using namespace k8s;
  Deployment deployment{
      {.name = "nginx", .namespace_ = "default", .labels = {{"app", "nginx"}}},
      {.replicas = 1,
       .selector = {.matchLabels = {{"app", "nginx"}}},
       .template_ = {.metadata = {.labels = {{"app", "nginx"}}},
                     .spec = {.containers = {{.name = "nginx",
                                              .image = "nginx:1.13",
                                              .ports = {{.containerPort = 80}}}}}}}};
  Deployment copy = deployment;
  copy.metadata.name = "copy";
  copy.spec.template_.spec.containers[0].image = "nginx:1.14";
  copy.save();
  deployment.spec.replicas = 2;
  deployment.save();

  Array<Pod> pods = Pod::list({.labels = {{"app", "nginx"}}});
  const Array<Pod> before = pods;
  pods.push_back(before.front());
  for (const Pod& pod : pods) std::cout << pod.metadata.name << ' ' << pod.status.phase << '\n';
}
