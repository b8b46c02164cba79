#include "http/connection.hpp"

#include <poll.h>

namespace k8s::detail {

void Connection::note_socket() noexcept {
  socket_ = CURL_SOCKET_BAD;  // stays so if libcurl has closed it
  curl_easy_getinfo(easy(), CURLINFO_ACTIVESOCKET, &socket_);
}

bool Connection::is_quiet() const noexcept {
  if (socket_ == CURL_SOCKET_BAD) return true;
  pollfd waiting{.fd = socket_, .events = POLLIN, .revents = 0};
  return ::poll(&waiting, 1, 0) == 0;
}

}  // namespace k8s::detail
