// A null pointer names nothing.
// g++: use of deleted function
// clang++: deleted
#include <k8s/models/core/v1/pod.hpp>

k8s::Pod fetch() {
#ifdef SLIP
  return k8s::Pod::get(nullptr);
#else
  return k8s::Pod::get("web");
#endif
}
