#pragma once

#include <memory>

#include <k8s/client.hpp>
#include <k8s/export.hpp>

namespace k8s::testing {

/// Makes a client the default client for as long as it lives, so that code under test that names
/// no client talks to a double; config() does not matter meanwhile.
///
///     ScopedClient scoped(Client(Config{}, transport));
///     Pod::list();  // through transport
///
/// May be nested; the inner one counts, and they end in the reverse order. Thread safety: it counts
/// for all threads at once, so tests that use it do not run at the same time in one process.
/// Calls and watches that run keep the client they began with.
class K8S_EXPORT ScopedClient {
 public:
  explicit ScopedClient(const Client& client);
  ~ScopedClient();
  ScopedClient(const ScopedClient&) = delete;
  ScopedClient& operator=(const ScopedClient&) = delete;

 private:
  std::shared_ptr<k8s::detail::ClientCore> previous_;
};

}  // namespace k8s::testing
