#pragma once

#include <optional>
#include <string>

#include <k8s/detail/kind.hpp>

#include "verbs/call.hpp"

namespace k8s::detail {

/// Fetches one object into `object`, a fresh one.
/// \param resourceVersion as in GetOptions \throws NotFound, DecodeError
void fetch(const Call& call, const Kind& kind, Address&& address, void* object,
           const std::optional<std::string>& resourceVersion = {});

/// As fetch; false if there is no object of that name. A server that does not know the kind, or is
/// no API server, is an error here too. \throws NotFound, DecodeError
[[nodiscard]] bool try_fetch(const Call& call, const Kind& kind, Address&& address, void* object,
                             const std::optional<std::string>& resourceVersion = {});

}  // namespace k8s::detail
