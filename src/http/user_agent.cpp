#include "http/user_agent.hpp"

#include "http/header_value.hpp"

namespace k8s::detail {

std::string user_agent_of(const Config& config) {
  if (config.user_agent.empty()) return "k8s-cpp/" K8S_VERSION;
  check_header_value("user_agent", config.user_agent);
  return config.user_agent;
}

}  // namespace k8s::detail
