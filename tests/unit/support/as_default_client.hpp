#pragma once

#include <memory>
#include <utility>

#include <k8s/client.hpp>

#include "default_client.hpp"

namespace k8s::testing {

/// Makes `client` the default client as long as this lives.
class AsDefaultClient {
 public:
  explicit AsDefaultClient(const Client& client)
      : before_(detail::replace_default_client(client.core())) {}
  ~AsDefaultClient() { detail::replace_default_client(std::move(before_)); }
  AsDefaultClient(const AsDefaultClient&) = delete;
  AsDefaultClient& operator=(const AsDefaultClient&) = delete;

 private:
  std::shared_ptr<detail::ClientCore> before_;
};

}  // namespace k8s::testing
