#define main readme_main  // the README shows a whole program
// [readme]
#include <k8s/k8s.hpp>

int main() {
  k8s::load_config();  // $KUBECONFIG, ~/.kube/config, or the pod's service account
  auto deployment = k8s::Deployment::get("nginx");
  deployment.spec.replicas = 3;
  deployment.save();  // throws Conflict if somebody else was faster
}
// [readme]
