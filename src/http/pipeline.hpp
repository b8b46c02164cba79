#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "clock.hpp"
#include "http/policy.hpp"

namespace k8s::detail {

/// Policies in their order, with a transport at the end.
class Pipeline {
 public:
  Pipeline(std::vector<std::unique_ptr<const Policy>> policies,
           std::shared_ptr<Transport> transport)
      : policies_(std::move(policies)), transport_(std::move(transport)) {}

  /// \param request gets the headers that policies add; sending it again replaces them
  /// \throws TransportError, Stopped, or ConfigError if there are no credentials to be had; any
  /// status is a Response
  Response send(Request& request) const { return Next(policies_, *transport_).send(request); }
  Response send(Request&& request) const { return send(request); }

 private:
  std::vector<std::unique_ptr<const Policy>> policies_;
  std::shared_ptr<Transport> transport_;
};

/// The pipeline that a Config asks for: headers, warnings, retries, rate limit, credentials,
/// redirects, metrics, log, transport.
/// \throws ConfigError if the configuration cannot work
[[nodiscard]] Pipeline make_pipeline(std::shared_ptr<const Config> config,
                                     std::shared_ptr<Transport> transport,
                                     std::shared_ptr<Clock> clock);

}  // namespace k8s::detail
