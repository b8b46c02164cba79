#pragma once

#include "testing/fake/route.hpp"
#include "testing/fake/storage.hpp"

namespace k8s::testing::fake {

/// Answers a request that is to be handed on to a node, a pod or a service: as a server does that
/// cannot reach it, since nothing runs there.
/// https://kubernetes.io/docs/tasks/access-application-cluster/access-cluster-services/
/// \throws Refusal always
[[noreturn]] void refuse_proxy(const Route& route, const Storage& storage);

}  // namespace k8s::testing::fake
