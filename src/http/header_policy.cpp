#include "http/header_policy.hpp"

#include <utility>

namespace k8s::detail {
namespace {

void set_default(Headers& headers, const char* name, const std::string& value) {
  if (headers.find(name) == nullptr) headers.add(name, value);
}

}  // namespace

HeaderPolicy::HeaderPolicy(std::string user_agent) : user_agent_(std::move(user_agent)) {}

Response HeaderPolicy::send(Request& request, const Next& next) const {
  set_default(request.headers, "Accept", "application/json");
  set_default(request.headers, "User-Agent", user_agent_);
  if (!request.body.empty()) set_default(request.headers, "Content-Type", "application/json");
  return next.send(request);
}

}  // namespace k8s::detail
