#include "client_core.hpp"

#include <utility>

#include <k8s/error.hpp>
#include <k8s/transport.hpp>

namespace k8s::detail {
namespace {

std::shared_ptr<Transport> checked(std::shared_ptr<Transport> transport) {
  if (!transport) throw ConfigError("a client was given no transport");
  return transport;
}

}  // namespace

ClientCore::ClientCore(Config config, std::shared_ptr<Clock> clock)
    : config_(std::make_shared<const Config>(std::move(config))),
      clock_(std::move(clock)),
      pipeline_(make_pipeline(config_, make_curl_transport(curl_options(*config_)), clock_)) {}

ClientCore::ClientCore(Config config, std::shared_ptr<Transport> transport,
                       std::shared_ptr<Clock> clock)
    : config_(std::make_shared<const Config>(std::move(config))),
      clock_(std::move(clock)),
      pipeline_(make_pipeline(config_, checked(std::move(transport)), clock_)) {}

Response ClientCore::send(Request& request) const {
  return pipeline_.send(request);
}

}  // namespace k8s::detail
