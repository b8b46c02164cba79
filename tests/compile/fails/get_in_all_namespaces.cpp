// One object stands in one namespace.
// g++: to 'const k8s::GetOptions&'
// clang++: no viable conversion from 'const AllNamespaces'
#include <k8s/models/core/v1/pod.hpp>

void use() {
#ifdef SLIP
  k8s::Pod::get("web", {.namespace_ = k8s::all_namespaces});
#else
  static_cast<void>(k8s::Pod::list({.namespace_ = k8s::all_namespaces}));
#endif
}
