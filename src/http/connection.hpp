#pragma once

#include <memory>
#include <new>
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
        multi_(curl_multi_init()) {
    if (!multi_) throw std::bad_alloc();
  }

  [[nodiscard]] CURLM* multi() const noexcept { return multi_.get(); }

 private:
  MultiHandle multi_;
};

}  // namespace k8s::detail
