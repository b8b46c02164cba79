// A field that Kubernetes does not have.
// g++: has no non-static data member named 'imagePolicy'
// clang++: field designator 'imagePolicy' does not refer to any field
#include <k8s/models/core/v1/pod.hpp>

const k8s::Container container{
    .name = "main",
#ifdef SLIP
    .imagePolicy = "Always",
#else
    .imagePullPolicy = "Always",
#endif
};
