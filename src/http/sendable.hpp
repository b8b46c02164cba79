#pragma once

#include <k8s/http.hpp>

namespace k8s::detail {

/// Refuses a path or a header that no request can carry: line breaks in them would let a value
/// write headers or requests of its own.
/// \throws ValidationError
void check_sendable(const Request& request);

}  // namespace k8s::detail
