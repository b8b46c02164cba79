#include <memory>
#include <optional>
#include <utility>

#include <k8s/error.hpp>
#include <k8s/transport.hpp>

#include "http/connection_pool.hpp"
#include "http/curl_error.hpp"
#include "http/curl_settings.hpp"
#include "http/exchange.hpp"
#include "http/multiplexed_transfer.hpp"
#include "http/multiplexer.hpp"
#include "http/status.hpp"
#include "http/target.hpp"
#include "owner_process.hpp"

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

/// A stream over a shared connection.
class SharedStream : public BodyStream {
 public:
  SharedStream(const detail::SharedConnections& connections, const Request& request)
      : multiplexer_(connections.multiplexer),
        transfer_(std::make_shared<detail::MultiplexedTransfer>(connections.settings,
                                                                connections.sessions, request)) {
    multiplexer_->start(transfer_);
  }
  ~SharedStream() override {
    if (!is_forked()) multiplexer_->drop(transfer_);
  }
  SharedStream(const SharedStream&) = delete;
  SharedStream& operator=(const SharedStream&) = delete;

  [[nodiscard]] detail::MultiplexedTransfer& transfer() { return *transfer_; }

  End read(std::string& chunk) override {
    if (is_forked()) throw TransportError("a stream of the parent process cannot be read", true);
    const End end = transfer_->read(chunk);
    if (transfer_->has_made_room()) multiplexer_->resume(transfer_);
    return end;
  }

 private:
  [[nodiscard]] bool is_forked() const { return !owner_.is_this(); }

  const detail::OwnerProcess owner_{};
  std::shared_ptr<detail::Multiplexer> multiplexer_;
  std::shared_ptr<detail::MultiplexedTransfer> transfer_;
};

class CurlTransport : public Transport {
 public:
  explicit CurlTransport(CurlOptions options)
      : pool_(std::make_shared<detail::ConnectionPool>(std::make_shared<const detail::CurlSettings>(
            detail::check_curl_options(std::move(options))))) {}

  Response send(const Request& request) override {
    if (!request.stream) return detail::Exchange(pool_, request).run();
    if (request.multiplex) {
      if (const auto shared = share_for(request)) return send_shared(*shared, request);
    }
    auto exchange = std::make_unique<detail::Exchange>(pool_, request);
    Response response = exchange->run();
    if (detail::is_success(response.status)) {
      response.stream = std::make_unique<CurlStream>(std::move(exchange));
    }
    return response;
  }

 private:
  [[nodiscard]] std::optional<detail::SharedConnections> share_for(const Request& request) {
    try {
      return pool_->share();
    } catch (const detail::NoRoom& error) {
      detail::throw_no_room(detail::describe(request), error.code());
    }
  }

  Response send_shared(const detail::SharedConnections& connections, const Request& request) {
    auto stream = std::make_unique<SharedStream>(connections, request);
    try {
      Response response = stream->transfer().wait_for_head();
      if (!stream->transfer().shares_connection()) pool_->stop_sharing();
      if (detail::is_success(response.status)) response.stream = std::move(stream);
      return response;
    } catch (const Timeout&) {
      pool_->give_up(connections);
      throw;
    }
  }

  /// Shared with streams, which may outlive the transport.
  std::shared_ptr<detail::ConnectionPool> pool_;
};

}  // namespace

std::shared_ptr<Transport> make_curl_transport(CurlOptions options) {
  return std::make_shared<CurlTransport>(std::move(options));
}

}  // namespace k8s
