#include "http/curl_error.hpp"

#include <cerrno>
#include <new>
#include <string_view>
#include <system_error>

#include <k8s/error.hpp>

namespace k8s::detail {
namespace {

/// "10 s", "1500 ms"
std::string text_of(std::chrono::milliseconds time) {
  if (time.count() % 1000 != 0) return std::to_string(time.count()) + " ms";
  return std::to_string(time.count() / 1000) + " s";
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

constexpr std::string_view check_proxy =
    "check proxy_url, or HTTPS_PROXY and NO_PROXY in the environment";

/// Turns one failure into one exception.
class Thrower {
 public:
  Thrower(const TransferSubject& subject, const ServerHandle& handle,
          const TransferFailure& failure)
      : subject_(subject), handle_(handle), failure_(failure) {}

  [[noreturn]] void raise() const {
    if (failure_.code == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
    if (failure_.too_large) fail<TransportError>(too_large());
    if (failure_.resend_refused) fail<TransportError>(broken());
    raise_if_proxy_failed();
    raise_if_certificate_refused();
    switch (failure_.code) {
      case CURLE_COULDNT_RESOLVE_HOST:
        fail<TransportError>("the host " + settings().server.host +
                             " is unknown: check api_server, and the name service (DNS)");
      case CURLE_COULDNT_RESOLVE_PROXY:
        fail<TransportError>("the host of the proxy " + proxy() +
                             " is unknown: " + std::string(check_proxy));
      case CURLE_COULDNT_CONNECT:
        fail<TransportError>(no_connection());
      case CURLE_OPERATION_TIMEDOUT:
        fail<Timeout>("no connection to " + subject_.server +
                      (has_proxy() ? " through the proxy " + proxy() : std::string()) + " within " +
                      text_of(settings().options.connect_timeout) +
                      ": check api_server, the network and firewalls");
      case CURLE_PEER_FAILED_VERIFICATION:
        fail<TlsError>(handle_.tls().problem_of_server(subject_.server, settings().tls_name,
                                                       settings().options.ca_pem));
      case CURLE_SSL_CONNECT_ERROR:
        raise_handshake();
      case CURLE_GOT_NOTHING:
      case CURLE_SEND_ERROR:
      case CURLE_RECV_ERROR:
      case CURLE_PARTIAL_FILE:
      case CURLE_HTTP2:
      case CURLE_HTTP2_STREAM:
        fail<TransportError>(broken());
      case CURLE_BAD_CONTENT_ENCODING:
        fail<TransportError>("the answer of " + subject_.server + " is packed, but damaged");
      case CURLE_UNSUPPORTED_PROTOCOL:
      case CURLE_WEIRD_SERVER_REPLY:
        fail<TransportError>("what answers at " + subject_.server +
                             " does not speak HTTP: check api_server");
      case CURLE_SSL_CERTPROBLEM:
      case CURLE_SSL_CACERT_BADFILE:
      case CURLE_SSL_CIPHER:
        fail<TlsError>(other());
      default:
        fail<TransportError>(other());
    }
  }

 private:
  template <class Type>
  [[noreturn]] void fail(const std::string& problem) const {
    throw Type(subject_.what + ": " + problem, failure_.sent);
  }

  [[nodiscard]] const CurlSettings& settings() const { return handle_.settings(); }

  template <class T>
  [[nodiscard]] T info(CURLINFO which) const {
    T value{};
    curl_easy_getinfo(handle_.easy(), which, &value);
    return value;
  }

  [[nodiscard]] std::string system_error() const {
    const auto number = static_cast<int>(info<long>(CURLINFO_OS_ERRNO));
    return number == 0 ? std::string() : std::generic_category().message(number);
  }

  [[nodiscard]] bool has_proxy() const { return !settings().options.proxy_url.empty(); }

  /// Without the user and the password that it may hold.
  [[nodiscard]] std::string proxy() const {
    const std::string& url = settings().options.proxy_url;
    const std::size_t scheme = url.find("://");
    const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
    const std::size_t user = url.find('@', begin);
    return url.substr(0, begin) + url.substr(user == std::string::npos ? begin : user + 1);
  }

  [[nodiscard]] std::string too_large() const {
    return "the answer is larger than " + std::to_string(settings().options.max_body) +
           " bytes: ask for less at once, by a limit or a selector";
  }

  [[nodiscard]] std::string no_connection() const {
    const std::string why = system_error();
    const std::string reason = why.empty() ? why : " (" + why + ')';
    if (has_proxy()) {
      return "no connection to the proxy " + proxy() + reason + ", through which " +
             subject_.server + " is to be reached: " + std::string(check_proxy);
    }
    if (info<long>(CURLINFO_OS_ERRNO) == ECONNREFUSED) {
      return "nothing listens at " + subject_.server +
             " (connection refused): check that the API server runs, and api_server";
    }
    return "no connection to " + subject_.server + reason + ": check api_server and the network";
  }

  [[nodiscard]] std::string broken() const {
    const bool reset =
        contains(handle_.error_text(), "reset") || info<long>(CURLINFO_OS_ERRNO) == ECONNRESET;
    const std::string how = reset ? " was reset" : " was closed";
    if (failure_.headers_complete) {
      return "the connection to " + subject_.server + how + " in the middle of the answer, after " +
             std::to_string(failure_.received) + " bytes of its body";
    }
    return "the connection to " + subject_.server + how + " before an answer came";
  }

  [[nodiscard]] std::string other() const {
    const std::string_view said = handle_.error_text();
    return "libcurl: " + std::string(said.empty() ? curl_easy_strerror(failure_.code) : said);
  }

  void raise_if_proxy_failed() const {
    if (failure_.sent || !has_proxy()) return;
    const std::string_view said = handle_.error_text();
    if (const long code = info<long>(CURLINFO_HTTP_CONNECTCODE); code >= 300) {
      std::string problem = "the proxy does not connect to " + subject_.server + ": it answered " +
                            std::to_string(code);
      if (code == 407) problem += "; it wants a user and a password in the URL of the proxy";
      fail<TransportError>(problem);
    }
    if (is_about_proxys_certificate()) {
      fail<TlsError>("the certificate of the proxy " + proxy() + " was refused (" +
                     std::string(said) + "): neither the system's authorities nor the cluster's " +
                     "CA vouch for it");
    }
    if (failure_.code == CURLE_PROXY || contains(said, "CONNECT")) {
      fail<TransportError>("the proxy does not connect to " + subject_.server + " (" +
                           std::string(said) + "): " + std::string(check_proxy));
    }
  }

  [[nodiscard]] bool is_about_proxys_certificate() const {
    return failure_.code == CURLE_PEER_FAILED_VERIFICATION && proxy().starts_with("https://") &&
           info<long>(CURLINFO_HTTP_CONNECTCODE) == 0;
  }

  /// With TLS 1.3 the server looks at our certificate after the handshake is over for us, and the
  /// request on its way; but it never reads that.
  void raise_if_certificate_refused() const {
    const std::string problem =
        handle_.tls().problem_of_client(subject_.server, settings().options.certificate_pem);
    if (problem.empty()) return;
    const bool first_request = info<long>(CURLINFO_NUM_CONNECTS) > 0;
    throw TlsError(subject_.what + ": " + problem, failure_.sent && !first_request);
  }

  [[noreturn]] void raise_handshake() const {
    const std::string_view said = handle_.error_text();
    if (contains(said, "wrong version number") || contains(said, "packet length") ||
        contains(said, "http request")) {
      fail<TlsError>("what answers at " + subject_.server +
                     " does not speak TLS: check the port, and whether it is http://");
    }
    if (contains(said, "SYSCALL") || contains(said, "reset") || contains(said, "unexpected eof")) {
      fail<TransportError>("the connection to " + subject_.server +
                           " was closed during the TLS handshake");
    }
    fail<TlsError>("no TLS with " + subject_.server + ": " + std::string(said));
  }

  const TransferSubject& subject_;
  const ServerHandle& handle_;
  const TransferFailure& failure_;
};

}  // namespace

void throw_curl_error(const TransferSubject& subject, const ServerHandle& handle,
                      const TransferFailure& failure) {
  Thrower(subject, handle, failure).raise();
}

void throw_timeout(const TransferSubject& subject, std::chrono::milliseconds after, bool sent,
                   bool answered) {
  std::string problem = "no connection to " + subject.server;
  if (sent) problem = "no answer from " + subject.server;
  if (answered) problem = "the answer of " + subject.server + " was not complete";
  throw Timeout(subject.what + ": " + problem + " within " + text_of(after), sent);
}

}  // namespace k8s::detail
