#include "http/curl_handles.hpp"

#include <cerrno>
#include <new>

namespace k8s::detail {

MultiHandle make_multi() {
  errno = 0;
  MultiHandle multi(curl_multi_init());
  const int error = errno;
  if (multi && curl_multi_wakeup(multi.get()) == CURLM_OK) return multi;
  if (error == EMFILE || error == ENFILE) throw NoRoom({error, std::generic_category()});
  throw std::bad_alloc();
}

}  // namespace k8s::detail
