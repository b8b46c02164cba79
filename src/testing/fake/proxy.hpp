#pragma once

#include <string>
#include <string_view>

#include "testing/fake/route.hpp"
#include "testing/fake/storage.hpp"

namespace k8s::testing::fake {

/// Answers a request that is to be handed on to a node, a pod or a service: as a server does that
/// cannot reach it, since nothing runs there.
/// https://kubernetes.io/docs/tasks/access-application-cluster/access-cluster-services/
/// \param method of the request
/// \param target of the request
/// \returns where else to ask: the same with a slash at its end, the root of what is there
/// \throws Refusal for all else, since it cannot be reached
[[nodiscard]] std::string proxy_location(std::string_view method, std::string_view target,
                                         const Route& route, const Storage& storage);

}  // namespace k8s::testing::fake
