#include "testing/https_server.hpp"

#include <algorithm>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <unordered_map>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>

#include "testing/server/connection.hpp"

namespace k8s::testing::detail {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using PlainConnection = Connection<tcp::socket>;
using TlsConnection = Connection<asio::ssl::stream<tcp::socket>>;

tcp::acceptor listen(asio::io_context& io, const HttpsServerOptions& options) {
  const tcp::endpoint endpoint(asio::ip::make_address(options.address), options.port);
  try {
    tcp::acceptor acceptor(asio::make_strand(io), endpoint.protocol());
    acceptor.set_option(tcp::acceptor::reuse_address(true));
    acceptor.bind(endpoint);
    acceptor.listen();
    return acceptor;
  } catch (const boost::system::system_error& error) {
    throw std::runtime_error("cannot listen on " + options.address + ", port " +
                             std::to_string(options.port) + ": " + error.code().message());
  }
}

std::string url_of(const tcp::endpoint& endpoint, bool tls) {
  const std::string address = endpoint.address().to_string();
  return (tls ? "https://" : "http://") +
         (endpoint.address().is_v6() ? "[" + address + "]" : address) + ":" +
         std::to_string(endpoint.port());
}

}  // namespace

class HttpsServer::State {
 public:
  State(HttpsServerOptions options, Handler handler)
      : options_(std::move(options)),
        handler_(std::move(handler)),
        acceptor_(listen(io_, options_)),
        accept_pause_(acceptor_.get_executor()),
        port_(acceptor_.local_endpoint().port()),
        url_(url_of(acceptor_.local_endpoint(), options_.certificate.has_value())) {
    if (options_.certificate) set_certificate(*options_.certificate);
    asio::co_spawn(acceptor_.get_executor(), accept(), asio::detached);
    for (std::size_t i = 0; i < std::max<std::size_t>(options_.threads, 1); ++i) {
      threads_.emplace_back([this] { io_.run(); });
    }
  }
  ~State() { stop(); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] const std::string& url() const noexcept { return url_; }

  [[nodiscard]] std::size_t connections() const {
    const std::lock_guard lock(mutex_);
    return open_.size();
  }

  void set_certificate(const KeyPair& certificate) {
    auto context = make_server_tls(certificate, options_.client_ca_pem);
    const std::lock_guard lock(mutex_);
    tls_.push_back(std::move(context));
  }

  void drop_connections() {
    const std::lock_guard lock(mutex_);
    for (const auto& [key, connection] : open_) {
      if (const auto alive = connection.lock()) alive->abort();
    }
  }

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    asio::post(acceptor_.get_executor(), [this] {
      boost::system::error_code ignored;
      (void)acceptor_.close(ignored);
      accept_pause_.cancel();
    });
    drop_connections();
    const std::lock_guard lock(joining_);
    threads_.clear();
  }

 private:
  asio::awaitable<void> accept() {
    while (acceptor_.is_open()) {
      boost::system::error_code problem;
      tcp::socket socket(asio::make_strand(io_));
      co_await acceptor_.async_accept(socket, asio::redirect_error(asio::use_awaitable, problem));
      if (!problem) {
        start(std::move(socket));
      } else if (acceptor_.is_open()) {
        // Such as too many open files: it will not be better at once.
        accept_pause_.expires_after(std::chrono::milliseconds(10));
        co_await accept_pause_.async_wait(asio::redirect_error(asio::use_awaitable, problem));
      }
    }
  }

  void start(tcp::socket socket) {
    boost::system::error_code ignored;
    (void)socket.set_option(tcp::no_delay(true), ignored);
    if (asio::ssl::context* const tls = present_tls()) {
      start(std::make_shared<TlsConnection>(asio::ssl::stream<tcp::socket>(std::move(socket), *tls),
                                            options_, handler_));
    } else {
      start(std::make_shared<PlainConnection>(std::move(socket), options_, handler_));
    }
  }

  asio::ssl::context* present_tls() {
    const std::lock_guard lock(mutex_);
    return tls_.empty() ? nullptr : &tls_.back();
  }

  template <class Stream>
  void start(const std::shared_ptr<Connection<Stream>>& connection) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      open_.emplace(connection.get(), connection);
    }
    connection->start([this](const OpenConnection* closed) {
      const std::lock_guard lock(mutex_);
      open_.erase(closed);
    });
  }

  const HttpsServerOptions options_;
  const Handler handler_;
  std::deque<asio::ssl::context> tls_;  // the last one counts; connections live with older ones
  asio::io_context io_;
  tcp::acceptor acceptor_;
  asio::steady_timer accept_pause_;
  const std::uint16_t port_;
  const std::string url_;
  mutable std::mutex mutex_;
  std::unordered_map<const OpenConnection*, std::weak_ptr<OpenConnection>> open_;
  bool stopping_ = false;
  std::mutex joining_;
  std::vector<std::jthread> threads_;
};

HttpsServer::HttpsServer(HttpsServerOptions options, Handler handler)
    : state_(std::make_unique<State>(std::move(options), std::move(handler))) {}
HttpsServer::~HttpsServer() = default;

std::uint16_t HttpsServer::port() const noexcept {
  return state_->port();
}
const std::string& HttpsServer::url() const noexcept {
  return state_->url();
}
std::size_t HttpsServer::connections() const {
  return state_->connections();
}
void HttpsServer::set_certificate(const KeyPair& certificate) {
  state_->set_certificate(certificate);
}
void HttpsServer::drop_connections() {
  state_->drop_connections();
}
void HttpsServer::stop() {
  state_->stop();
}

}  // namespace k8s::testing::detail
