// Which of two strings is the namespace is said by name.
// g++: cannot convert 'const char [5]' to 'const k8s::GetOptions&'
// clang++: reference to type 'const GetOptions' could not bind
#include <k8s/models/core/v1/pod.hpp>

void use() {
#ifdef SLIP
  k8s::Pod::get("web", "team");
#else
  k8s::Pod::get("web", {.namespace_ = "team"});
#endif
}
