#include "support/proxy_double.hpp"

#include <array>
#include <cstddef>
#include <exception>
#include <utility>

#include <poll.h>
#include <sys/socket.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "base64.hpp"

namespace k8s::testing {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

/// Carries bytes both ways until one side ends.
void relay(tcp::socket& one, tcp::socket& other) {
  std::array<pollfd, 2> waiting{
      pollfd{.fd = one.native_handle(), .events = POLLIN, .revents = 0},
      pollfd{.fd = other.native_handle(), .events = POLLIN, .revents = 0}};
  std::array<char, 16'384> piece{};
  while (::poll(waiting.data(), waiting.size(), -1) >= 0) {
    for (std::size_t i = 0; i < 2; ++i) {
      if (waiting.at(i).revents == 0) continue;
      boost::system::error_code error;
      const std::size_t got = (i == 0 ? one : other).read_some(asio::buffer(piece), error);
      if (error) return;
      asio::write(i == 0 ? other : one, asio::buffer(piece.data(), got), error);
      if (error) return;
    }
  }
}

std::string read_text(tcp::socket& socket, std::size_t size) {
  std::string text(size, '\0');
  asio::read(socket, asio::buffer(text));
  return text;
}

std::size_t byte_of(const std::string& text, std::size_t at = 0) {
  return static_cast<unsigned char>(text.at(at));
}

}  // namespace

ProxyDouble::ProxyDouble(std::uint16_t port, std::string credentials)
    : port_(port),
      credentials_(std::move(credentials)),
      acceptor_(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      acceptor_thread_([this] { accept_all(); }) {}

ProxyDouble::~ProxyDouble() {
  ending_ = true;
  ::shutdown(acceptor_.native_handle(), SHUT_RDWR);
  acceptor_thread_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const int socket : open_) ::shutdown(socket, SHUT_RDWR);
  }
  for (std::thread& thread : threads_) thread.join();
}

std::string ProxyDouble::address() const {
  return "127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
}

std::string ProxyDouble::url(const std::string& scheme) const {
  return scheme + "://" + (credentials_.empty() ? "" : credentials_ + '@') + address();
}

std::vector<std::string> ProxyDouble::targets() const {
  const std::lock_guard lock(mutex_);
  return targets_;
}

void ProxyDouble::note(std::string target) {
  const std::lock_guard lock(mutex_);
  targets_.push_back(std::move(target));
}

void ProxyDouble::accept_all() {
  while (!ending_) {
    boost::system::error_code error;
    tcp::socket client(io_);
    acceptor_.accept(client, error);
    if (error) return;
    threads_.emplace_back(
        [this, socket = std::move(client)]() mutable { serve(std::move(socket)); });
  }
}

void ProxyDouble::serve(Socket client) {
  {
    const std::lock_guard lock(mutex_);
    open_.push_back(client.native_handle());
    if (ending_) return;
  }
  try {
    if (greet(client)) {
      tcp::socket server(io_);
      server.connect({asio::ip::address_v4::loopback(), port_});
      relay(client, server);
    }
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): the client went away
  }
  const std::lock_guard lock(mutex_);
  std::erase(open_, client.native_handle());
  client.close();
}

bool ProxyDouble::greet(Socket& client) {
  std::array<char, 1> first{};
  ::recv(client.native_handle(), first.data(), 1, MSG_PEEK);
  return first[0] == '\5' ? greet_socks(client) : greet_http(client);
}

bool ProxyDouble::greet_http(Socket& client) {
  std::string head;
  while (!head.ends_with("\r\n\r\n")) head += read_text(client, 1);
  const std::size_t begin = head.find(' ') + 1;
  note(head.substr(begin, head.find(' ', begin) - begin));
  const bool known = credentials_.empty() ||
                     head.find("Basic " + base64_encode(credentials_)) != std::string::npos;
  const std::string answer = known ? "HTTP/1.1 200 Connected\r\n\r\n"
                                   : "HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm=x\r\n"
                                     "Content-Length: 0\r\n\r\n";
  asio::write(client, asio::buffer(answer));
  return known;
}

/// RFC 1928, and RFC 1929 for the credentials.
bool ProxyDouble::greet_socks(Socket& client) {
  const std::string hello = read_text(client, 2);
  (void)read_text(client, byte_of(hello, 1));
  const bool asks = !credentials_.empty();
  asio::write(client, asio::buffer(std::string{'\5', asks ? '\2' : '\0'}));
  if (asks) {
    const std::string user = read_text(client, byte_of(read_text(client, 2), 1));
    const std::string password = read_text(client, byte_of(read_text(client, 1)));
    const bool known = user + ':' + password == credentials_;
    asio::write(client, asio::buffer(std::string{'\1', known ? '\0' : '\1'}));
    if (!known) return false;
  }
  const std::string wish = read_text(client, 4);
  const bool by_name = wish[3] == '\3';
  std::string host = "(an address)";
  if (by_name) {
    host = read_text(client, byte_of(read_text(client, 1)));
  } else {
    (void)read_text(client, wish[3] == '\1' ? 4 : 16);
  }
  const std::string port = read_text(client, 2);
  note(host + ':' + std::to_string(byte_of(port) * 256 + byte_of(port, 1)));
  asio::write(client, asio::buffer(std::string("\5\0\0\1\0\0\0\0\0\0", 10)));
  return true;
}

}  // namespace k8s::testing
