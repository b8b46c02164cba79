#include "http/connection.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace k8s::detail {
namespace {

/// libcurl tries an IPv6 and an IPv4 address side by side.
constexpr std::size_t most_at_once = 2;

bool has_bytes(curl_socket_t socket) noexcept {
  pollfd waiting{.fd = socket, .events = POLLIN, .revents = 0};
  return ::poll(&waiting, 1, 0) != 0;
}

}  // namespace

Connection::Connection(std::shared_ptr<const CurlSettings> settings,
                       std::shared_ptr<TlsSessions> sessions)
    : ServerHandle(std::move(settings), std::move(sessions), HttpVersion::one),
      multi_(make_multi()) {
  sockets_.reserve(most_at_once);
  set_option(easy(), CURLOPT_CLOSESOCKETFUNCTION, &Connection::on_close);
  set_option(easy(), CURLOPT_CLOSESOCKETDATA, this);
}

bool Connection::is_quiet() const noexcept {
  return std::ranges::none_of(sockets_, has_bytes);
}

curl_socket_t Connection::open_socket(const curl_sockaddr& address) noexcept {
  const curl_socket_t socket = ServerHandle::open_socket(address);
  if (socket != CURL_SOCKET_BAD) sockets_.push_back(socket);
  return socket;
}

int Connection::on_close(void* self, curl_socket_t socket) noexcept {
  std::erase(static_cast<Connection*>(self)->sockets_, socket);
  return ::close(socket);
}

}  // namespace k8s::detail
