#include "http/curl_error.hpp"

#include <cerrno>
#include <chrono>
#include <new>
#include <string_view>
#include <system_error>

#include <k8s/error.hpp>

#include "http/server_url.hpp"
#include "lack_of_files.hpp"
#include "time_text.hpp"

namespace k8s::detail {
namespace {

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

constexpr std::string_view check_proxy =
    "check proxy_url, or HTTPS_PROXY and NO_PROXY in the environment";

constexpr long proxy_wants_password = 407;

std::string no_room(const std::error_code& why) {
  if (is_lack_of_files(why)) {
    return "this process can open no more files (" + why.message() +
           "): close some, or raise its limit (ulimit -n)";
  }
  return "this process can start no more threads (" + why.message() +
         "): end some, or raise its limit (ulimit -u)";
}

/// Turns one failure into one exception.
class Thrower {
 public:
  Thrower(const TransferSubject& subject, const ServerHandle& handle,
          const TransferFailure& failure)
      : subject_(subject), handle_(handle), failure_(failure) {}

  [[noreturn]] void raise() const {
    if (has_too_large_head()) fail<TransportError>(too_large_head());
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
        if (is_lack_of_files(handle_.socket_error())) {
          fail<TransportError>(no_room(handle_.socket_error()));
        }
        fail<TransportError>(no_connection());
      case CURLE_OPERATION_TIMEDOUT:
        fail<Timeout>("no connection to " + subject_.server +
                      (has_proxy() ? " through the proxy " + proxy() : std::string()) + " within " +
                      time_text(settings().options.connect_timeout) +
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
      case CURLE_URL_MALFORMAT:
        fail<TransportError>("the host " + settings().tls_name +
                             " is no name that can be looked up: write it in ASCII (xn--...)");
      case CURLE_BAD_CONTENT_ENCODING:
      case CURLE_WRITE_ERROR:  // after the end of what was packed
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

  [[noreturn]] void raise_for_password() const {
    fail<TransportError>("the proxy " + proxy() + " does not pass this on to " + subject_.server +
                         ": it answered 407" + wants_password());
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

  [[nodiscard]] std::string proxy() const { return without_user(settings().options.proxy_url); }

  [[nodiscard]] std::string proxy_refuses() const {
    return "the proxy " + proxy() + " does not connect to " + subject_.server;
  }

  [[nodiscard]] std::string wants_password() const {
    const bool has_one = proxy() != settings().options.proxy_url;
    return has_one ? "; it wants another user or password than those in its URL"
                   : "; it wants a user and a password in its URL: http://USER:PASSWORD@HOST:PORT";
  }

  /// libcurl takes no line of more than 100 kB and no head of more than some hundreds.
  [[nodiscard]] bool has_too_large_head() const {
    if (!failure_.sent || failure_.headers_complete) return false;
    return failure_.code == CURLE_OUT_OF_MEMORY ||
           contains(handle_.error_text(), "large response headers");
  }

  [[nodiscard]] std::string too_large_head() const {
    return "the headers of the answer of " + subject_.server +
           " are larger than any of Kubernetes: check api_server, and proxies before it";
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
    if (contains(handle_.error_text(), "hunk")) {
      return "the answer of " + subject_.server + " is no right sequence of chunks, after " +
             std::to_string(failure_.received) + " bytes of its body";
    }
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
    if (failure_.sent || !has_proxy() || failure_.code == CURLE_OPERATION_TIMEDOUT) return;
    const std::string_view said = handle_.error_text();
    if (const long code = info<long>(CURLINFO_HTTP_CONNECTCODE); code >= 300) {
      const std::string problem = proxy_refuses() + ": it answered " + std::to_string(code);
      if (code == proxy_wants_password) fail<TransportError>(problem + wants_password());
      fail<TransportError>(
          problem + "; have it allow that address, or go without it: " + std::string(check_proxy));
    }
    if (is_about_proxys_certificate()) {
      fail<TlsError>("the certificate of the proxy " + proxy() + " was refused (" +
                     std::string(said) + "): neither the system's authorities nor the cluster's " +
                     "CA vouch for it");
    }
    if (failure_.code == CURLE_PROXY || contains(said, "CONNECT") || broke_before_tunnel()) {
      fail<TransportError>(proxy_refuses() + " (" + std::string(said) +
                           "): " + std::string(check_proxy));
    }
  }

  /// The connection that failed went no farther than to the proxy.
  [[nodiscard]] bool broke_before_tunnel() const {
    if (proxy().starts_with("socks") || info<long>(CURLINFO_HTTP_CONNECTCODE) != 0) return false;
    return failure_.code == CURLE_SSL_CONNECT_ERROR || failure_.code == CURLE_RECV_ERROR ||
           failure_.code == CURLE_SEND_ERROR;
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
    if (contains(said, "protocol version") || contains(said, "unsupported protocol")) {
      fail<TlsError>(subject_.server +
                     " speaks no TLS 1.2, which is the least: have it speak TLS 1.2 or 1.3");
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

void throw_proxy_wants_password(const TransferSubject& subject, const ServerHandle& handle) {
  Thrower(subject, handle, {}).raise_for_password();
}

void throw_no_room(const std::string& what, const std::error_code& why) {
  throw TransportError(what + ": " + no_room(why), false);
}

void throw_timeout(const TransferSubject& subject, std::chrono::milliseconds after, bool sent,
                   bool answered) {
  std::string problem = "no connection to " + subject.server;
  if (sent) problem = "no answer from " + subject.server;
  if (answered) problem = "the answer of " + subject.server + " was not complete";
  throw Timeout(subject.what + ": " + problem + " within " + time_text(after), sent);
}

}  // namespace k8s::detail
