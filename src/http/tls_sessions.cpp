#include "http/tls_sessions.hpp"

#include <cstddef>
#include <new>

namespace k8s::detail {

TlsSessions::TlsSessions() : share_(curl_share_init()) {
  if (!share_) throw std::bad_alloc();
  curl_share_setopt(share(), CURLSHOPT_LOCKFUNC, &TlsSessions::lock);
  curl_share_setopt(share(), CURLSHOPT_UNLOCKFUNC, &TlsSessions::unlock);
  curl_share_setopt(share(), CURLSHOPT_USERDATA, this);
  curl_share_setopt(share(), CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
}

void TlsSessions::lock(CURL* /*easy*/, curl_lock_data what, curl_lock_access /*access*/,
                       void* self) {
  static_cast<TlsSessions*>(self)->mutexes_.at(static_cast<std::size_t>(what)).lock();
}

void TlsSessions::unlock(CURL* /*easy*/, curl_lock_data what, void* self) {
  static_cast<TlsSessions*>(self)->mutexes_.at(static_cast<std::size_t>(what)).unlock();
}

}  // namespace k8s::detail
