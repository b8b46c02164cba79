// Doubled braces around two pairs of strings would make one pair of pointers.
// g++: use of deleted function
// clang++: overload resolution selected deleted operator
#include <k8s/models/meta/v1/object_meta.hpp>

void label(k8s::ObjectMeta& metadata) {
  metadata.labels = {};
#ifdef SLIP
  metadata.labels = {{{"a", "b"}, {"c", "d"}}};
#else
  metadata.labels = {{"a", "b"}, {"c", "d"}};
#endif
}
