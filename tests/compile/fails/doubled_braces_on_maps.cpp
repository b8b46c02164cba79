// Doubled braces around two pairs of strings would make one pair of pointers.
// g++: use of deleted function
// clang++: deleted
#include <k8s/models/meta/v1/object_meta.hpp>

const k8s::ObjectMeta metadata{
    .name = "main",
#ifdef SLIP
    .labels = {{{"a", "b"}, {"c", "d"}}},
#else
    .labels = {{"a", "b"}, {"c", "d"}},
#endif
};
