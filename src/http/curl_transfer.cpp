#include "http/curl_transfer.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include <k8s/error.hpp>

#include "after.hpp"
#include "ascii.hpp"
#include "http/curl_error.hpp"
#include "http/sendable.hpp"
#include "http/status.hpp"
#include "http/target.hpp"

namespace k8s::detail {
namespace {

using std::chrono::milliseconds;

/// Memory is reserved for an announced body up to this size; a larger one grows as it comes, since
/// the announcement may be a lie.
constexpr std::size_t most_reserved = std::size_t{64} << 20;

/// libcurl asks with a body of 1 MiB or more whether it may send it.
constexpr std::size_t may_ask_first = std::size_t{64} << 10;

bool is_repeatable(Method method) {
  return method == Method::get || method == Method::head;
}

/// Of some methods an empty body is one too.
bool sends_body(const Request& request) {
  switch (request.method) {
    case Method::head:
      return false;
    case Method::get:
    case Method::delete_:
      return !request.body.empty();
    default:
      return true;
  }
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<std::size_t> announced_size(const Headers& headers) {
  const std::string* const length = headers.find("Content-Length");
  if (length == nullptr || headers.find("Content-Encoding") != nullptr) return std::nullopt;
  std::size_t size = 0;
  const auto [end, error] = std::from_chars(length->data(), length->data() + length->size(), size);
  if (error != std::errc()) return std::nullopt;
  return size;
}

/// Whoever else reads such an answer, a proxy on its way, may take the rest of it for another one;
/// libcurl believes the last length, and the digits at its beginning.
bool has_doubtful_length(const Headers& headers) {
  if (headers.find("Transfer-Encoding") != nullptr) return false;
  const std::string* const first = headers.find("Content-Length");
  if (first == nullptr) return false;
  if (first->empty() || !std::ranges::all_of(*first, is_digit)) return true;
  return std::ranges::any_of(headers, [first](const Headers::Field& field) {
    return same_but_for_case(field.first, "Content-Length") && field.second != *first;
  });
}

}  // namespace

CurlTransfer::CurlTransfer(const Request& request)
    : request_(request.stream ? nullptr : &request),
      stream_what_(request.stream ? describe(request) : std::string()),
      stream_(request.stream),
      sink_(request.stream ? nullptr : request.sink),
      repeatable_(is_repeatable(request.method)),
      stop_(request.stop),
      timeout_(request.timeout),
      idle_timeout_(request.idle_timeout),
      deadline_(request.deadline) {
  check_sendable(request);
}

void CurlTransfer::prepare(ServerHandle& handle, const Request& request) {
  handle_ = &handle;
  handle.set_listener(*this);
  const CurlSettings& settings = handle.settings();
  handle.clear_error_text();
  const std::string target = settings.target_base + request.url();
  set_option(handle.easy(), CURLOPT_REQUEST_TARGET, target.c_str());
  const bool has_body = sends_body(request);
  prepare_body(request, has_body);
  prepare_headers(request, has_body);
  request_size_ = target.size() + request.body.size() + handle.header_lines().size();
}

/// Says what the method is, and the body. Each of these options undoes what the handle's last
/// request said of itself; a body that was sent before is not read again, though libcurl still
/// points to it.
void CurlTransfer::prepare_body(const Request& request, bool has_body) {
  CURL* const easy = handle_->easy();
  const bool is_plain = !has_body && is_repeatable(request.method);
  set_option(easy, CURLOPT_CUSTOMREQUEST,
             is_plain ? nullptr : std::string(to_string(request.method)).c_str());
  if (request.method == Method::head) return set_option(easy, CURLOPT_NOBODY, 1L);
  if (!has_body) return set_option(easy, CURLOPT_HTTPGET, 1L);
  // A stream is read after send() has returned, perhaps before all of the body was sent.
  if (stream_) stream_body_ = request.body;
  const std::string& body = stream_ ? stream_body_ : request.body;
  set_option(easy, CURLOPT_POST, 1L);
  set_option(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  set_option(easy, CURLOPT_POSTFIELDS, body.c_str());
}

void CurlTransfer::prepare_headers(const Request& request, bool has_body) {
  const CurlSettings& settings = handle_->settings();
  HeaderLines& lines = handle_->header_lines();
  lines.clear();
  // Packed, a watch's events would be held back until a block is full.
  const bool packed = !stream_ && settings.options.compression;
  handle_->accept_gzip(packed);
  // libcurl would write that line twice, and takes 130 instructions for each character.
  if (packed && request.headers.find("Accept-Encoding") == nullptr) {
    lines.add("Accept-Encoding", ": ", "gzip");
  }
  for (const auto& [name, value] : request.headers) {
    lines.add(name, value.empty() ? ";" : ": ", value);
  }
  if (request.headers.find("User-Agent") == nullptr && !settings.options.user_agent.empty()) {
    lines.add("User-Agent", ": ", settings.options.user_agent);
  }
  if (!settings.host_header.empty()) lines.add(settings.host_header, {}, {});
  if (has_body) {
    // Neither a form's type nor a second's wait for "100 Continue", both libcurl's habits.
    if (request.headers.find("Content-Type") == nullptr) lines.add("Content-Type", ":", {});
    if (request.body.size() >= may_ask_first) lines.add("Expect", ":", {});
  }
  set_option(handle_->easy(), CURLOPT_HTTPHEADER, lines.list());
}

std::string CurlTransfer::what() const {
  return request_ == nullptr ? stream_what_ : describe(*request_);
}

std::optional<CurlTransfer::Time> CurlTransfer::answer_due(Time now) const {
  std::optional<Time> until = deadline_;
  if (timeout_ > milliseconds(0)) {
    const Time own = after(now, timeout_);
    until = std::min(until.value_or(own), own);
  }
  if (until && *until <= now) throw Timeout(what() + ": no time was left to send it", false);
  return until;
}

std::optional<CurlTransfer::Time> CurlTransfer::bytes_due() const {
  if (idle_timeout_ <= milliseconds(0)) return std::nullopt;
  return after(std::chrono::steady_clock::now(), idle_timeout_);
}

void CurlTransfer::throw_unanswered(std::chrono::steady_clock::duration after) const {
  throw_timeout({.what = what(), .server = handle_->settings().server_text},
                std::chrono::duration_cast<milliseconds>(after), sent_, head_complete_);
}

void CurlTransfer::check_for_stop() const {
  if (stop_.stop_requested()) throw Stopped(what() + ": stopped");
}

Transfer CurlTransfer::figures() const {
  CURL* const easy = handle_->easy();
  const auto info = [easy]<class T>(CURLINFO which, T value) {
    curl_easy_getinfo(easy, which, &value);
    return static_cast<std::uint64_t>(value);
  };
  const bool connected = info(CURLINFO_NUM_CONNECTS, 0L) > 0;
  const bool encrypted = handle_->settings().server.scheme == "https";
  return {.bytes_sent = request_size_,
          .bytes_received =
              info(CURLINFO_HEADER_SIZE, 0L) + info(CURLINFO_SIZE_DOWNLOAD_T, curl_off_t{0}),
          .new_connection = connected,
          .tls_handshake = connected && encrypted};
}

void CurlTransfer::check(CURLcode result) const {
  if (thrown_) std::rethrow_exception(thrown_);
  constexpr int proxy_wants_password = 407;
  const bool through_proxy = !handle_->settings().options.proxy_url.empty();
  if (result == CURLE_OK && head_complete_) {
    if (response_.status != proxy_wants_password || !through_proxy) return;
    throw_proxy_wants_password({.what = what(), .server = handle_->settings().server_text},
                               *handle_);
  }
  throw_curl_error({.what = what(), .server = handle_->settings().server_text}, *handle_,
                   // libcurl is content with an answer that ends in its headers.
                   {.code = result == CURLE_OK ? CURLE_PARTIAL_FILE : result,
                    .sent = sent_,
                    .resend_refused = resend_refused_,
                    .too_large = too_large_,
                    .headers_complete = head_complete_,
                    .received = received_});
}

bool CurlTransfer::is_stream() const noexcept {
  return stream_ && is_success(response_.status);
}

bool CurlTransfer::is_sunk() const noexcept {
  return sink_ != nullptr && is_success(response_.status);
}

std::size_t CurlTransfer::take_body(std::string_view bytes) {
  received_ += bytes.size();
  if (is_sunk()) {
    sink_->take(bytes);
    return bytes.size();
  }
  const std::size_t max_body = handle_->settings().options.max_body;
  if (!is_stream() && bytes.size() > max_body - std::min(max_body, response_.body.size())) {
    too_large_ = true;
    return CURL_WRITEFUNC_ERROR;
  }
  response_.body += bytes;
  return bytes.size();
}

void CurlTransfer::take_head_line(std::string_view line) {
  if (head_complete_) return;  // what follows a body in chunks
  if (line.starts_with("HTTP/")) {
    response_.headers = {};
    long status = 0;
    curl_easy_getinfo(handle_->easy(), CURLINFO_RESPONSE_CODE, &status);
    response_.status = static_cast<int>(status);
    return;
  }
  if (line == "\r\n" || line == "\n") {
    const bool complete = response_.status >= 200;
    if (complete && has_doubtful_length(response_.headers)) {
      throw TransportError(what() + ": the answer of " + handle_->settings().server_text +
                               " contradicts itself about its length (Content-Length): check "
                               "api_server, and proxies before it",
                           sent_);
    }
    head_complete_ = complete;
    if (is_sunk()) {
      sink_->begin(response_);
    } else if (!is_stream()) {
      const std::size_t size = announced_size(response_.headers).value_or(0);
      response_.body.reserve(std::min(size, most_reserved));
    }
    return;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  response_.headers.add(trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
}

/// Asked before each time the request is written. libcurl writes it a second time, without asking
/// anybody, if a kept connection closes before a byte of the answer has come; but by then the
/// server may have done what it was asked to.
bool CurlTransfer::may_send() {
  if (sent_ && !repeatable_) {
    resend_refused_ = true;
    return false;
  }
  sent_ = true;
  return true;
}

/// No exception may cross libcurl.
template <class Function>
std::size_t CurlTransfer::guarded(std::size_t size, Function function) noexcept {
  try {
    return function();
  } catch (...) {
    thrown_ = std::current_exception();
    return size + 1;  // anything but `size` ends the transfer
  }
}

bool CurlTransfer::on_request() noexcept {
  return may_send();
}

std::size_t CurlTransfer::on_head_line(std::string_view line) noexcept {
  return guarded(line.size(), [&] {
    take_head_line(line);
    return line.size();
  });
}

std::size_t CurlTransfer::on_body(std::string_view bytes) noexcept {
  return guarded(bytes.size(), [&] { return take_body(bytes); });
}

}  // namespace k8s::detail
