#pragma once

#include <string>

#include <k8s/config.hpp>

namespace k8s::detail {

/// What requests say of the program that sends them.
/// \throws ConfigError if it is no header's value
[[nodiscard]] std::string user_agent_of(const Config& config);

}  // namespace k8s::detail
