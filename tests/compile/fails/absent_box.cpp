// An empty struct that means something, such as emptyDir, is asked for by its name: `{}` does not
// silently mean "absent".
// g++: would use explicit constructor
// clang++: chosen constructor is explicit in copy-initialization
#include <k8s/models/core/v1/pod.hpp>

const k8s::Volume volume{
    .name = "scratch",
#ifdef SLIP
    .emptyDir = {},
#else
    .emptyDir = k8s::EmptyDirVolumeSource{},
#endif
};
