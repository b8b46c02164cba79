// A port is a number or a name, never null.
// g++: use of deleted function
// clang++: deleted
#include <k8s/models/core/v1/service.hpp>

const k8s::ServicePort port{
    .port = 80,
#ifdef SLIP
    .targetPort = nullptr,
#else
    .targetPort = "http",
#endif
};
