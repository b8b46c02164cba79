#pragma once

#include <memory>
#include <utility>

#include "http/curl_handles.hpp"
#include "http/server_handle.hpp"

namespace k8s::detail {

/// A pair of libcurl handles, the easy one's connection kept alive in the multi one from request to
/// request. Used by one thread at a time; only curl_multi_wakeup may be called from others.
class Connection : public ServerHandle {
 public:
  Connection(std::shared_ptr<const CurlSettings> settings, std::shared_ptr<TlsSessions> sessions)
      : ServerHandle(std::move(settings), std::move(sessions), HttpVersion::one),
        multi_(make_multi()) {}

  [[nodiscard]] CURLM* multi() const noexcept { return multi_.get(); }

  /// Remembers the socket of the transfer that has just ended, before its handle leaves the multi.
  void note_socket() noexcept;
  /// Whether nothing has come since. What comes unasked, a proxy's 408 or the rest of an answer
  /// that was longer than it said, would be taken for the answer to the next request: libcurl
  /// before 8.0 looks only whether the connection is open.
  [[nodiscard]] bool is_quiet() const noexcept;

 private:
  MultiHandle multi_;
  curl_socket_t socket_ = CURL_SOCKET_BAD;
};

}  // namespace k8s::detail
