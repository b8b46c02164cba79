#include "http/curl_handles.hpp"

#include <cerrno>
#include <new>

#include "lack_of_files.hpp"

namespace k8s::detail {

CurlUrl make_url() {
  CurlUrl url(curl_url());
  if (!url) throw std::bad_alloc();
  return url;
}

MultiHandle make_multi() {
  errno = 0;
  MultiHandle multi(curl_multi_init());
  const std::error_code error(errno, std::generic_category());
  if (multi && curl_multi_wakeup(multi.get()) == CURLM_OK) return multi;
  if (is_lack_of_files(error)) throw NoRoom(error);
  throw std::bad_alloc();
}

}  // namespace k8s::detail
