#pragma once

#include <string>

namespace k8s::testing::detail {

/// Makes etcd forget all but the latest version of every key, through its JSON gateway.
/// https://etcd.io/docs/v3.6/dev-guide/api_grpc_gateway/
/// \param folder holds the socket where etcd listens
/// \throws Error if etcd refuses or does not answer
void compact_etcd(const std::string& folder, const std::string& socket_name);

}  // namespace k8s::testing::detail
