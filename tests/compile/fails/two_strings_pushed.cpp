// Braces around two strings would make one string of two pointers.
// g++: use of deleted function
// clang++: call to deleted member function
#include <k8s/models/core/v1/pod.hpp>

void add(k8s::Container& container) {
  container.args.push_back({});
#ifdef SLIP
  container.args.push_back({"-c", "true"});
#else
  container.args.insert(container.args.end(), {"-c", "true"});
#endif
}
