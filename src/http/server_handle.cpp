#include "http/server_handle.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include <k8s/error.hpp>

namespace k8s::detail {
namespace {

// A peer that is gone without a word is noticed after about a minute, also on an idle watch.
constexpr long keep_alive_idle_seconds = 30;
constexpr long keep_alive_interval_seconds = 10;
constexpr unsigned int unanswered_milliseconds = 30'000;

// libcurl takes and frees it for each request; from 128 KiB on the allocator may give it back to
// the system each time.
constexpr long receive_buffer_bytes = 64 * 1024;

curl_blob blob_of(const std::string& text) {
  // CURL_BLOB_NOCOPY: the settings live longer, and there is one copy less of a key.
  return {.data = const_cast<char*>(text.data()),  // NOLINT(cppcoreguidelines-pro-type-const-cast)
          .len = text.size(),
          .flags = CURL_BLOB_NOCOPY};
}

int on_socket(void* /*handle*/, curl_socket_t socket, curlsocktype /*purpose*/) {
#ifdef TCP_USER_TIMEOUT
  // Where it cannot be set, the keep-alive probes remain.
  ::setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &unanswered_milliseconds,
               sizeof unanswered_milliseconds);
#endif
  return CURL_SOCKOPT_OK;
}

}  // namespace

void start_libcurl() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK) {
    throw ConfigError(std::string("libcurl does not start: ") + curl_easy_strerror(code));
  }
}

void refuse_option(CURLoption option, CURLcode code) {
  if (code == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
  const curl_easyoption* const known = curl_easy_option_by_id(option);
  throw ConfigError(std::string("this libcurl cannot do CURLOPT_") +
                    (known == nullptr ? std::to_string(option) : std::string(known->name)) + " (" +
                    curl_easy_strerror(code) +
                    "): use libcurl 7.87 or newer that was built with OpenSSL");
}

ServerHandle::ServerHandle(std::shared_ptr<const CurlSettings> settings,
                           std::shared_ptr<TlsSessions> sessions, HttpVersion version)
    : settings_(std::move(settings)), sessions_(std::move(sessions)) {
  start_libcurl();
  easy_.reset(curl_easy_init());
  if (!easy_) throw std::bad_alloc();

  set_server();
  CURL* const handle = easy();
  set_option(handle, CURLOPT_ERRORBUFFER, error_text_.data());
  // Without these two a stop during name resolution waits for the resolver.
  set_option(handle, CURLOPT_QUICK_EXIT, 1L);
  set_option(handle, CURLOPT_NOSIGNAL, 1L);
  set_option(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  set_option(handle, CURLOPT_FOLLOWLOCATION, 0L);
  if (version == HttpVersion::two) {
    set_option(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    // Rather shares a connection that is being made than makes one of its own.
    set_option(handle, CURLOPT_PIPEWAIT, 1L);
  } else {
    set_option(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  }
  set_option(handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set_option(handle, CURLOPT_BUFFERSIZE, receive_buffer_bytes);
  set_option(handle, CURLOPT_TCP_KEEPALIVE, 1L);
  set_option(handle, CURLOPT_TCP_KEEPIDLE, keep_alive_idle_seconds);
  set_option(handle, CURLOPT_TCP_KEEPINTVL, keep_alive_interval_seconds);
  set_option(handle, CURLOPT_CONNECTTIMEOUT_MS,
             static_cast<long>(settings_->options.connect_timeout.count()));
  set_callbacks();
  set_proxy();
  if (settings_->server.scheme == "https") set_tls();
}

void ServerHandle::set_callbacks() {
  set_option(easy(), CURLOPT_SOCKOPTFUNCTION, &on_socket);
  const auto on_open = +[](void* self, curlsocktype /*purpose*/, curl_sockaddr* address) {
    return static_cast<ServerHandle*>(self)->open_socket(*address);
  };
  set_option(easy(), CURLOPT_OPENSOCKETFUNCTION, on_open);
  set_option(easy(), CURLOPT_OPENSOCKETDATA, this);
  const auto on_request =
      +[](void* self, char* /*ip*/, char* /*local_ip*/, int /*port*/, int /*local_port*/) {
        return static_cast<ServerHandle*>(self)->listener_->on_request() ? CURL_PREREQFUNC_OK
                                                                         : CURL_PREREQFUNC_ABORT;
      };
  set_option(easy(), CURLOPT_PREREQFUNCTION, on_request);
  set_option(easy(), CURLOPT_PREREQDATA, this);
  const auto on_head_line = +[](const char* data, std::size_t size, std::size_t count, void* self) {
    return static_cast<ServerHandle*>(self)->listener_->on_head_line({data, size * count});
  };
  set_option(easy(), CURLOPT_HEADERFUNCTION, on_head_line);
  set_option(easy(), CURLOPT_HEADERDATA, this);
  const auto on_body = +[](const char* data, std::size_t size, std::size_t count, void* self) {
    return static_cast<ServerHandle*>(self)->listener_->on_body({data, size * count});
  };
  set_option(easy(), CURLOPT_WRITEFUNCTION, on_body);
  set_option(easy(), CURLOPT_WRITEDATA, this);
}

void ServerHandle::accept_gzip(bool accept) {
  if (accept == accepts_gzip_) return;
  set_option(easy(), CURLOPT_ACCEPT_ENCODING, accept ? "gzip" : nullptr);
  accepts_gzip_ = accept;
}

void ServerHandle::hear_connection() {
  const curl_tlssessioninfo* session = nullptr;
  curl_easy_getinfo(easy(), CURLINFO_TLS_SSL_PTR, &session);
  if (session == nullptr || session->backend != CURLSSLBACKEND_OPENSSL) return;
  if (session->internals != nullptr) tls_.follow(static_cast<SSL*>(session->internals));
}

curl_socket_t ServerHandle::open_socket(const curl_sockaddr& address) noexcept {
  const curl_socket_t socket =
      ::socket(address.family, address.socktype | SOCK_CLOEXEC, address.protocol);
  if (socket < 0) socket_error_ = errno;  // libcurl does not tell
  return socket;
}

/// A URL is taken apart and put together again for each request, which is a quarter of all that
/// libcurl does for one. So it is taken apart once; what changes is CURLOPT_REQUEST_TARGET.
void ServerHandle::set_server() {
  url_ = make_url();
  const std::string& url = settings_->base_url;
  const CURLUcode code = curl_url_set(url_.get(), CURLUPART_URL, url.c_str(), 0);
  if (code == CURLUE_OUT_OF_MEMORY) throw std::bad_alloc();
  if (code != CURLUE_OK) throw ConfigError(url + ": libcurl cannot take this URL apart");
  set_option(easy(), CURLOPT_CURLU, url_.get());
  // After each request libcurl would go through what it has looked up, for what is out of date.
  if (settings_->options.proxy_url.empty() && has_address(settings_->server)) {
    set_option(easy(), CURLOPT_DNS_CACHE_TIMEOUT, -1L);
  }
}

/// libcurl's own reading of the environment is turned off: it differs from that of Kubernetes'
/// tools, and what counts was decided before.
void ServerHandle::set_proxy() {
  const CurlOptions& options = settings_->options;
  std::string proxy = options.proxy_url;
  // The proxy, which may be the only one that can, resolves the server's name.
  const std::string& scheme = settings_->proxy_scheme;
  if (scheme == "socks5") proxy.replace(0, scheme.size(), "socks5h");
  set_option(easy(), CURLOPT_PROXY, proxy.c_str());
  set_option(easy(), CURLOPT_NOPROXY, "");
  if (scheme != "https") return;
  // As kubectl: the cluster's CA may vouch for its proxy. The system's may too.
  set_option(easy(), CURLOPT_PROXY_SSL_VERIFYPEER, options.verify ? 1L : 0L);
  set_option(easy(), CURLOPT_PROXY_SSL_VERIFYHOST, options.verify ? 2L : 0L);
  if (!options.verify || options.ca_pem.empty()) return;
  curl_blob ca = blob_of(options.ca_pem);
  set_option(easy(), CURLOPT_PROXY_CAINFO_BLOB, &ca);
}

void ServerHandle::set_tls() {
  const bool verify = settings_->options.verify;
  set_option(easy(), CURLOPT_SHARE, sessions_->share());
  set_option(easy(), CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set_option(easy(), CURLOPT_SSL_VERIFYPEER, verify ? 1L : 0L);
  set_option(easy(), CURLOPT_SSL_VERIFYHOST, verify ? 2L : 0L);
  const auto on_context = +[](CURL* /*easy*/, void* context, void* self) {
    auto* const handle = static_cast<ServerHandle*>(self);
    handle->tls_.listen(static_cast<SSL_CTX*>(context), handle->settings_->options.verify);
    return CURLE_OK;
  };
  set_option(easy(), CURLOPT_SSL_CTX_FUNCTION, on_context);
  set_option(easy(), CURLOPT_SSL_CTX_DATA, this);
  set_ca();
  set_client_certificate();
  if (!settings_->connect_to.empty()) {
    connect_to_.reset(curl_slist_append(nullptr, settings_->connect_to.c_str()));
    if (!connect_to_) throw std::bad_alloc();
    set_option(easy(), CURLOPT_CONNECT_TO, connect_to_.get());
  }
}

/// The cluster's CA alone is trusted: libcurl would go on trusting the system's folder beside it.
void ServerHandle::set_ca() {
  if (!settings_->options.verify || settings_->options.ca_pem.empty()) return;
  curl_blob ca = blob_of(settings_->options.ca_pem);
  set_option(easy(), CURLOPT_CAINFO_BLOB, &ca);
  set_option(easy(), CURLOPT_CAINFO, static_cast<const char*>(nullptr));
  set_option(easy(), CURLOPT_CAPATH, static_cast<const char*>(nullptr));
}

void ServerHandle::set_client_certificate() {
  if (settings_->options.certificate_pem.empty()) return;
  curl_blob certificate = blob_of(settings_->options.certificate_pem);
  curl_blob key = blob_of(settings_->options.key_pem);
  set_option(easy(), CURLOPT_SSLCERTTYPE, "PEM");
  set_option(easy(), CURLOPT_SSLCERT_BLOB, &certificate);
  set_option(easy(), CURLOPT_SSLKEYTYPE, "PEM");
  set_option(easy(), CURLOPT_SSLKEY_BLOB, &key);
}

}  // namespace k8s::detail
