// A Secret's data is bytes, not text that is already base64: it is not printed by accident.
// g++: no match for 'operator<<'
// clang++: invalid operands to binary expression
#include <ostream>

#include <k8s/models/core/v1/secret.hpp>

void use(std::ostream& out, const k8s::Secret& secret) {
#ifdef SLIP
  out << secret.data.at("password");
#else
  out << secret.data.at("password").size();
#endif
}
