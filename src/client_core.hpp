#pragma once

#include <memory>

#include <k8s/config.hpp>
#include <k8s/export.hpp>
#include <k8s/http.hpp>
#include <k8s/transport.hpp>

#include "clock.hpp"
#include "http/pipeline.hpp"

namespace k8s::detail {

/// What copies of a Client share: a configuration that does not change, and the way requests go.
/// Safe to use from any thread.
class K8S_EXPORT ClientCore {
 public:
  /// Talks to config.api_server over the network. \throws ConfigError
  explicit ClientCore(Config config, std::shared_ptr<Clock> clock = real_clock());
  /// Talks through `transport`; pauses as `clock` says. \throws ConfigError
  ClientCore(Config config, std::shared_ptr<Transport> transport,
             std::shared_ptr<Clock> clock = real_clock());

  [[nodiscard]] const Config& config() const noexcept { return *config_; }
  /// What pauses between tries go by.
  [[nodiscard]] const std::shared_ptr<Clock>& clock() const noexcept { return clock_; }

  /// Any status is a Response; see throw_for in http/status.hpp.
  /// \param request gets further headers; it may be sent again
  /// \throws TransportError, Stopped, ConfigError
  [[nodiscard]] Response send(Request& request) const;
  [[nodiscard]] Response send(Request&& request) const { return send(request); }

 private:
  std::shared_ptr<const Config> config_;
  std::shared_ptr<Clock> clock_;
  Pipeline pipeline_;
};

}  // namespace k8s::detail
