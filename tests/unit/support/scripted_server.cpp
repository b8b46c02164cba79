#include "support/scripted_server.hpp"

#include <arpa/inet.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

namespace k8s::testing {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;

/// \tparam Stream a tcp::socket, or TLS over one
template <class Stream>
class Connection : public ServedConnection {
 public:
  explicit Connection(Stream& stream) : stream_(stream) {}

  std::optional<ServedRequest> read() override {
    beast::http::request_parser<beast::http::string_body> parser;
    parser.body_limit(boost::none);
    beast::error_code error;
    beast::http::read(stream_, buffer_, parser, error);
    if (error) return std::nullopt;
    ServedRequest request{.method = std::string(parser.get().method_string()),
                          .target = std::string(parser.get().target()),
                          .body = parser.get().body()};
    for (const auto& field : parser.get()) {
      request.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    }
    return request;
  }

  void write(std::string_view bytes) override {
    beast::error_code ignored;
    asio::write(stream_, asio::buffer(bytes), ignored);
  }

  void reset() override {
    beast::error_code ignored;
    tcp::socket& socket = beast::get_lowest_layer(stream_);
    socket.set_option(asio::socket_base::linger(true, 0), ignored);
    socket.close(ignored);
  }

  void drop() override {
    beast::error_code ignored;
    beast::get_lowest_layer(stream_).shutdown(tcp::socket::shutdown_both, ignored);
  }

  void wait_until_delivered() override {
    int unacknowledged = 0;
    while (::ioctl(beast::get_lowest_layer(stream_).native_handle(), SIOCOUTQ, &unacknowledged) ==
               0 &&
           unacknowledged > 0) {
      std::this_thread::yield();
    }
  }

  bool skip() override {
    std::array<char, 4096> bytes{};
    beast::error_code error;
    stream_.read_some(asio::buffer(bytes), error);
    return !error;
  }

 private:
  Stream& stream_;
  beast::flat_buffer buffer_;
};

asio::ssl::context make_context(const ServerTls& tls) {
  asio::ssl::context context(asio::ssl::context::tls_server);
  constexpr std::array<unsigned char, 4> name{'t', 'e', 's', 't'};
  SSL_CTX_set_session_id_context(context.native_handle(), name.data(), name.size());
  context.use_certificate_chain(asio::buffer(tls.certificate_pem));
  context.use_private_key(asio::buffer(tls.key_pem), asio::ssl::context::pem);
  if (!tls.client_ca_pem.empty()) {
    context.add_certificate_authority(asio::buffer(tls.client_ca_pem));
    context.set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
  }
  if (tls.only_version != 0) {
    SSL_CTX_set_min_proto_version(context.native_handle(), tls.only_version);
    SSL_CTX_set_max_proto_version(context.native_handle(), tls.only_version);
  }
  return context;
}

bool is_resumed(tcp::socket& /*plain*/) {
  return false;
}

bool is_resumed(asio::ssl::stream<tcp::socket&>& stream) {
  return SSL_session_reused(stream.native_handle()) == 1;
}

}  // namespace

struct ScriptedServer::Impl {
  asio::io_context io;
  std::optional<asio::ssl::context> tls;
};

std::string ServedRequest::header(std::string_view name) const {
  for (const auto& [each, value] : headers) {
    if (beast::iequals(each, {name.data(), name.size()})) return value;
  }
  return {};
}

void ServedConnection::wait_for_close() {
  while (skip()) {
  }
}

void ServedConnection::answer(int status, std::string_view body, std::string_view headers) {
  std::string text = "HTTP/1.1 " + std::to_string(status) + " x\r\n";
  text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  text += headers;
  text += "\r\n";
  text += body;
  write(text);
}

ScriptedServer::ScriptedServer(Script script, std::optional<ServerTls> tls)
    : script_(std::move(script)), tls_(std::move(tls)), impl_(std::make_unique<Impl>()) {
  if (tls_) impl_->tls.emplace(make_context(*tls_));
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): how sockets are
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
  if (::bind(listener_, generic, size) != 0 || ::listen(listener_, SOMAXCONN) != 0 ||
      ::getsockname(listener_, generic, &size) != 0) {
    throw std::runtime_error("cannot listen on 127.0.0.1");
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

ScriptedServer::~ScriptedServer() {
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    for (const int socket : open_) ::shutdown(socket, SHUT_RDWR);
  }
  for (std::thread& thread : threads_) thread.join();
}

std::string ScriptedServer::url() const {
  return (tls_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_);
}

void ScriptedServer::wait_for_connections(int count) const {
  std::unique_lock lock(mutex_);
  accepted_.wait(lock, [&] { return connections_ >= count; });
}

ScriptedServer::Script ScriptedServer::always(int status, std::string body, std::string headers) {
  return [=](ServedConnection& connection) {
    while (connection.read()) connection.answer(status, body, headers);
  };
}

void ScriptedServer::accept_all() {
  while (true) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0 && errno == EMFILE) {
      // It takes a file before it waits for who comes.
      pollfd waiting{.fd = listener_, .events = POLLIN, .revents = 0};
      ::poll(&waiting, 1, -1);
      continue;
    }
    if (socket < 0) return;
    const std::lock_guard lock(mutex_);
    const int number = connections_++;
    threads_.emplace_back([this, socket, number] { serve(socket, number); });
    accepted_.notify_all();
  }
}

void ScriptedServer::serve(int handle, int number) {
  // A second handle of the same socket, for the destructor: the script may close the first.
  const int watch = ::dup(handle);
  {
    const std::lock_guard lock(mutex_);
    open_.insert(watch);
    if (ending_) ::shutdown(watch, SHUT_RDWR);
  }
  const auto run = [&](auto& stream) {
    Connection<std::remove_reference_t<decltype(stream)>> connection(stream);
    connection.number = number;
    connection.resumed = is_resumed(stream);
    script_(connection);
  };
  {
    tcp::socket socket(impl_->io, tcp::v4(), handle);
    beast::error_code error;
    if (tls_) {
      asio::ssl::stream<tcp::socket&> stream(socket, *impl_->tls);
      stream.handshake(asio::ssl::stream_base::server, error);
      if (!error) {
        run(stream);
        if (socket.is_open()) stream.shutdown(error);
      }
    } else {
      run(socket);
    }
  }
  const std::lock_guard lock(mutex_);
  open_.erase(watch);
  ::close(watch);
}

}  // namespace k8s::testing
