#include <k8s/client.hpp>

#include <utility>

#include <k8s/config.hpp>

#include "client_core.hpp"
#include "default_client.hpp"
#include "raw.hpp"

namespace k8s {

Client::Client(const Config& config) : core_(std::make_shared<detail::ClientCore>(config)) {}

Client::Client(const Config& config, std::shared_ptr<Transport> transport)
    : core_(std::make_shared<detail::ClientCore>(config, std::move(transport))) {}

Client::Client(std::shared_ptr<detail::ClientCore> core) : core_(std::move(core)) {}

Config Client::config() const {
  return core()->config();
}

Response Client::raw(Method method, std::string_view path, RawOptions options) const {
  return detail::send_raw(*core(), method, path, std::move(options));
}

std::shared_ptr<detail::ClientCore> Client::core() const {
  return core_ ? core_ : detail::default_client();
}

}  // namespace k8s
