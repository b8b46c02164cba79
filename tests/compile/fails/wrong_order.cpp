// Members are given in Kubernetes' own order.
// g++: designator order for field
// clang++: field designators to be specified in declaration order
#include <k8s/models/core/v1/pod.hpp>

const k8s::Container container{
#ifdef SLIP
    .image = "busybox",
    .name = "main",
#else
    .name = "main",
    .image = "busybox",
#endif
};
