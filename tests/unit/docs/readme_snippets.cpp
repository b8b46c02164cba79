// The README shows a whole program; only main() may go without a return.
#define main readme_main
#pragma GCC diagnostic ignored "-Wreturn-type"
// [readme]
#include <k8s/k8s.hpp>

int main() {
  k8s::load_config();  // $KUBECONFIG, ~/.kube/config, or the pod's service account
  auto deployment = k8s::Deployment::get("nginx");
  deployment.spec.replicas = 3;
  deployment.save();  // throws Conflict if somebody else was faster
}
// [readme]
