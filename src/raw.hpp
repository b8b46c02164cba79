#pragma once

#include <string_view>

#include <k8s/client.hpp>

#include "client_core.hpp"

namespace k8s::detail {

/// Client::raw
Response send_raw(const ClientCore& core, Method method, std::string_view path, RawOptions options);

}  // namespace k8s::detail
