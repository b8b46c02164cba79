#pragma once

#include <array>
#include <mutex>

#include "http/curl_handles.hpp"

namespace k8s::detail {

/// TLS sessions that all connections of a transport share, so that a new connection to a server
/// that was spoken to before needs only half a handshake. Safe to use from any thread.
class TlsSessions {
 public:
  TlsSessions();
  TlsSessions(const TlsSessions&) = delete;
  TlsSessions& operator=(const TlsSessions&) = delete;

  /// For CURLOPT_SHARE. Must outlive the handles that it is given to.
  [[nodiscard]] CURLSH* share() const noexcept { return share_.get(); }

 private:
  static void lock(CURL* easy, curl_lock_data what, curl_lock_access access, void* self);
  static void unlock(CURL* easy, curl_lock_data what, void* self);

  std::array<std::mutex, CURL_LOCK_DATA_LAST> mutexes_;
  ShareHandle share_;
};

}  // namespace k8s::detail
