#pragma once

#include <string_view>

namespace k8s::detail {

/// Refuses what of a configuration is to be a header's value, and cannot be.
/// \param field of the configuration, to be named
/// \throws ConfigError
void check_header_value(std::string_view field, std::string_view value);

}  // namespace k8s::detail
