#pragma once

#include <memory>

#include <k8s/export.hpp>

namespace k8s::detail {

class ClientCore;

/// The core of the default client: made from config() when it is first asked for, and again when
/// config() was called since and is no longer the same. Safe to use from any thread.
/// \throws ConfigError; the next call tries again
[[nodiscard]] std::shared_ptr<ClientCore> default_client();

/// Makes default_client() give `core` until this is called again; null ends that.
/// \return what it gave before in this way, or null
K8S_EXPORT std::shared_ptr<ClientCore> replace_default_client(std::shared_ptr<ClientCore> core);

}  // namespace k8s::detail
