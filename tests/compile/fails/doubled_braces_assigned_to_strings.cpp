// Doubled braces around two strings would make one string of two pointers.
// g++: use of deleted function
// clang++: overload resolution selected deleted operator
#include <k8s/models/core/v1/pod.hpp>

void run(k8s::Container& container, const std::string& command) {
  container.command = {};
  container.command = {command};
#ifdef SLIP
  container.command = {{"/bin/sh", "-c"}};
#else
  container.command = {"/bin/sh", "-c"};
#endif
}
