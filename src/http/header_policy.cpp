#include "http/header_policy.hpp"

namespace k8s::detail {
namespace {

void set_default(Headers& headers, const char* name, const char* value) {
  if (headers.find(name) == nullptr) headers.add(name, value);
}

}  // namespace

Response HeaderPolicy::send(Request& request, const Next& next) const {
  set_default(request.headers, "Accept", "application/json");
  set_default(request.headers, "User-Agent", "k8s-cpp/" K8S_VERSION);
  if (!request.body.empty()) set_default(request.headers, "Content-Type", "application/json");
  return next.send(request);
}

}  // namespace k8s::detail
