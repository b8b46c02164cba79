// apiVersion and kind follow from the type.
// g++: has no member named 'apiVersion'
// clang++: no member named 'apiVersion'
#include <k8s/models/core/v1/pod.hpp>

std::string use(const k8s::Pod& pod) {
#ifdef SLIP
  return pod.apiVersion;
#else
  return pod.api_version() + std::string(pod.kind());
#endif
}
