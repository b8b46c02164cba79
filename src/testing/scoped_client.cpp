#include <k8s/testing/scoped_client.hpp>

#include <utility>

#include "client_core.hpp"
#include "default_client.hpp"

namespace k8s::testing {

ScopedClient::ScopedClient(const Client& client)
    : previous_(k8s::detail::replace_default_client(client.core())) {}

ScopedClient::~ScopedClient() {
  k8s::detail::replace_default_client(std::move(previous_));
}

}  // namespace k8s::testing
