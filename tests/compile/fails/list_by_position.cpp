// Options are named.
// g++: to 'const k8s::ListOptions&'
// clang++: cannot initialize a member subobject of type 'std::int64_t'
#include <k8s/models/core/v1/pod.hpp>

void use() {
#ifdef SLIP
  static_cast<void>(k8s::Pod::list({"team"}));
#else
  static_cast<void>(k8s::Pod::list({.namespace_ = "team"}));
#endif
}
