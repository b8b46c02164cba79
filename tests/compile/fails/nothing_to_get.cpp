// An object has a name.
// g++: to 'k8s::detail::Name'
// clang++: no matching constructor for initialization of 'detail::Name'
#include <k8s/models/core/v1/pod.hpp>

void use() {
#ifdef SLIP
  k8s::Pod::get({});
#else
  k8s::Pod::get("web", {});
#endif
}
