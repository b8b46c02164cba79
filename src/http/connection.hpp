#pragma once

#include <memory>
#include <vector>

#include "http/curl_handles.hpp"
#include "http/server_handle.hpp"

namespace k8s::detail {

/// A pair of libcurl handles, the easy one's connection kept alive in the multi one from request to
/// request. Used by one thread at a time; only curl_multi_wakeup may be called from others.
class Connection : public ServerHandle {
 public:
  Connection(std::shared_ptr<const CurlSettings> settings, std::shared_ptr<TlsSessions> sessions);

  [[nodiscard]] CURLM* multi() const noexcept { return multi_.get(); }

  /// Whether nothing has come since the last transfer. What comes unasked, a proxy's 408 or the
  /// rest of an answer that was longer than it said, would be taken for the answer to the next
  /// request: libcurl before 8.0 looks only whether the connection is open.
  [[nodiscard]] bool is_quiet() const noexcept;

 private:
  [[nodiscard]] curl_socket_t open_socket(const curl_sockaddr& address) noexcept override;
  static int on_close(void* self, curl_socket_t socket) noexcept;

  /// Those that are open: one, but while several ways to the server are tried. Asking libcurl for
  /// it, which looks through a table, takes longer than all else that is asked of it.
  std::vector<curl_socket_t> sockets_;
  MultiHandle multi_;
};

}  // namespace k8s::detail
