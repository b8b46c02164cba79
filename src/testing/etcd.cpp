#include "testing/etcd.hpp"

#include <curl/curl.h>
#include <fcntl.h>

#include <memory>
#include <new>
#include <string_view>

#include <boost/json.hpp>

#include <k8s/error.hpp>

#include "testing/process.hpp"

namespace k8s::testing::detail {
namespace {

constexpr long timeout_milliseconds = 10'000;

std::size_t append(const char* bytes, std::size_t size, std::size_t count, void* text) {
  static_cast<std::string*>(text)->append(bytes, size * count);
  return size * count;
}

/// POSTs JSON to etcd. Not through k8s::Transport, which knows no Unix sockets and need not.
boost::json::value post(const std::string& socket, const std::string& path,
                        const boost::json::value& body) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy(curl_easy_init(),
                                                                 &curl_easy_cleanup);
  if (!easy) throw std::bad_alloc();
  const std::string url = "http://localhost" + path;
  const std::string text = boost::json::serialize(body);
  std::string answer;
  curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_UNIX_SOCKET_PATH, socket.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_NOPROXY, "*");
  curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy.get(), CURLOPT_TIMEOUT_MS, timeout_milliseconds);
  curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDS, text.c_str());
  curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, &append);
  curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &answer);
  if (const CURLcode code = curl_easy_perform(easy.get()); code != CURLE_OK) {
    throw Error("etcd does not answer " + path + ": " + curl_easy_strerror(code));
  }
  long status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  boost::system::error_code error;
  boost::json::value value = boost::json::parse(answer, error);
  if (status != 200 || error) {
    throw Error("etcd refuses " + path + " with " + std::to_string(status) + ": " + answer);
  }
  return value;
}

}  // namespace

void compact_etcd(const std::string& folder, const std::string& socket_name) {
  // A socket's path may have 108 bytes at most; this one is short, whatever the folder's is.
  const FileDescriptor opened(open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  const std::string socket = "/proc/self/fd/" + std::to_string(opened.get()) + "/" + socket_name;
  // Any answer tells the revision; etcd wants a key to be asked for, and nothing has this one.
  const boost::json::value range = post(socket, "/v3/kv/range", {{"key", "AA=="}});
  const boost::json::value& revision = range.at("header").at("revision");
  post(socket, "/v3/kv/compaction", {{"revision", revision}, {"physical", true}});
}

}  // namespace k8s::testing::detail
