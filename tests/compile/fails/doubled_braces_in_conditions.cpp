// Doubled braces around two strings would make one string of two pointers.
// g++: use of deleted function
// clang++: deleted
#include <k8s/selector.hpp>

const k8s::Selector selector{
    {"none", k8s::NotIn({})},
#ifdef SLIP
    {"tier", k8s::NotIn({{"test", "dev"}})},
#else
    {"tier", k8s::NotIn({"test", "dev"})},
#endif
};
