#pragma once

#include <memory>

#include <k8s/config.hpp>
#include <k8s/http.hpp>
#include <k8s/transport.hpp>

#include "http/pipeline.hpp"

namespace k8s::detail {

/// What copies of a Client share: a configuration that does not change, and the way requests go.
/// Safe to use from any thread.
class ClientCore {
 public:
  /// Talks to config.api_server over the network. \throws ConfigError
  explicit ClientCore(Config config);
  /// Talks through `transport`. \throws ConfigError
  ClientCore(Config config, std::shared_ptr<Transport> transport);

  [[nodiscard]] const Config& config() const noexcept { return *config_; }

  /// Any status is a Response; see throw_for in http/status.hpp.
  /// \throws TransportError, Stopped, ConfigError
  [[nodiscard]] Response send(Request request) const;

 private:
  std::shared_ptr<const Config> config_;
  Pipeline pipeline_;
};

}  // namespace k8s::detail
