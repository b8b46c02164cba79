#include <memory>
#include <utility>

#include <k8s/transport.hpp>

#include "http/connection_pool.hpp"
#include "http/curl_settings.hpp"
#include "http/exchange.hpp"
#include "http/status.hpp"

namespace k8s {
namespace {

class CurlStream : public BodyStream {
 public:
  explicit CurlStream(std::unique_ptr<detail::Exchange> exchange)
      : exchange_(std::move(exchange)) {}
  End read(std::string& chunk) override { return exchange_->read(chunk); }

 private:
  std::unique_ptr<detail::Exchange> exchange_;
};

class CurlTransport : public Transport {
 public:
  explicit CurlTransport(CurlOptions options)
      : pool_(std::make_shared<detail::ConnectionPool>(std::make_shared<const detail::CurlSettings>(
            detail::check_curl_options(std::move(options))))) {}

  Response send(const Request& request) override {
    if (!request.stream) return detail::Exchange(pool_, request).run();
    auto exchange = std::make_unique<detail::Exchange>(pool_, request);
    Response response = exchange->run();
    if (detail::is_success(response.status)) {
      response.stream = std::make_unique<CurlStream>(std::move(exchange));
    }
    return response;
  }

 private:
  /// Shared with streams, which may outlive the transport.
  std::shared_ptr<detail::ConnectionPool> pool_;
};

}  // namespace

std::shared_ptr<Transport> make_curl_transport(CurlOptions options) {
  return std::make_shared<CurlTransport>(std::move(options));
}

}  // namespace k8s
