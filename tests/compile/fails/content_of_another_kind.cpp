// A Deployment is made of a DeploymentSpec.
// g++: no matching function for call to
// clang++: no matching function for call to 'get_or_create'
#include <k8s/models/apps/v1/deployment.hpp>

void use(const k8s::ObjectMeta& metadata) {
#ifdef SLIP
  static_cast<void>(k8s::Deployment::get_or_create(metadata, k8s::PodSpec{}));
#else
  static_cast<void>(k8s::Deployment::get_or_create(metadata, k8s::DeploymentSpec{}));
#endif
}
