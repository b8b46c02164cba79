// As with get: which of two strings is the namespace is said by name.
// g++: no matching function for call to
// clang++: no matching function for call to 'delete_'
#include <k8s/models/core/v1/pod.hpp>

void use() {
#ifdef SLIP
  k8s::Pod::delete_("web", "team");
#else
  k8s::Pod::delete_("web", {.namespace_ = "team"});
#endif
}
