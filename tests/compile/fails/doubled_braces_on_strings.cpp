// Doubled braces around two strings would make one string of two pointers.
// g++: use of deleted function
// clang++: deleted
#include <k8s/models/core/v1/pod.hpp>

const k8s::Container container{
    .name = "main",
#ifdef SLIP
    .command = {{"/bin/sh", "-c"}},
#else
    .command = {"/bin/sh", "-c"},
#endif
};
