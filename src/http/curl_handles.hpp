#pragma once

#include <memory>
#include <system_error>

#include <curl/curl.h>

#include "owner_process.hpp"

namespace k8s::detail {

/// Frees what libcurl made, unless a fork came between: the child shares its parent's sockets, and
/// ending TLS on them from there would end the parent's connections.
template <auto free>
struct CurlFree {
  OwnerProcess owner{};

  void operator()(void* handle) const noexcept {
    if (owner.is_this()) free(handle);
  }
};

using EasyHandle = std::unique_ptr<CURL, CurlFree<curl_easy_cleanup>>;
using MultiHandle = std::unique_ptr<CURLM, CurlFree<curl_multi_cleanup>>;
using ShareHandle = std::unique_ptr<CURLSH, CurlFree<curl_share_cleanup>>;

struct CurlListFree {
  void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};
using CurlList = std::unique_ptr<curl_slist, CurlListFree>;

struct CurlUrlFree {
  void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};
using CurlUrl = std::unique_ptr<CURLU, CurlUrlFree>;

/// \throws std::bad_alloc
[[nodiscard]] CurlUrl make_url();

/// The system gives this process no more files, or no more threads.
class NoRoom : public std::system_error {
 public:
  explicit NoRoom(std::error_code why) : std::system_error(why) {}
};

/// One that curl_multi_wakeup wakes up. Without the files that takes, libcurl would make one all
/// the same, whose waiting nobody could end.
/// \throws NoRoom
[[nodiscard]] MultiHandle make_multi();

}  // namespace k8s::detail
