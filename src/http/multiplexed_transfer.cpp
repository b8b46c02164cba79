#include "http/multiplexed_transfer.hpp"

#include <chrono>
#include <optional>
#include <utility>

#include <k8s/error.hpp>

namespace k8s::detail {
namespace {

/// So much is read ahead of the reader. What the server sends then is held by the kernel (HTTP/1.1)
/// or by libcurl, which over HTTP/2 lets servers send 32 MiB a stream.
constexpr std::size_t most_ahead = std::size_t{1} << 20;

}  // namespace

MultiplexedTransfer::MultiplexedTransfer(std::shared_ptr<const CurlSettings> settings,
                                         std::shared_ptr<TlsSessions> sessions,
                                         const Request& request)
    : CurlTransfer(request),
      own_handle_(std::move(settings), std::move(sessions), HttpVersion::two),
      began_(std::chrono::steady_clock::now()),
      due_(answer_due(began_)) {
  check_for_stop();
  prepare(own_handle_, request);
}

template <class Ready>
bool MultiplexedTransfer::wait(std::unique_lock<std::mutex>& lock, std::optional<Time> until,
                               Ready ready) {
  const auto over = [&] { return ended_ || ready(); };
  if (until) {
    changed_.wait_until(lock, stop(), *until, over);
  } else {
    changed_.wait(lock, stop(), over);
  }
  check_for_stop();
  return over();
}

Response MultiplexedTransfer::wait_for_head() {
  std::unique_lock lock(mutex_);
  const bool in_time = wait(lock, due_, [this] { return head_complete_ && is_stream(); });
  if (!in_time) throw_unanswered(*due_ - began_);
  // A stream's failure is told by read(), after the bytes that came before it.
  const bool streams = is_stream() && head_complete_;
  if (!streams && failure_) std::rethrow_exception(failure_);
  Response answer{.status = response_.status,
                  .headers = std::move(response_.headers),
                  .transfer = response_.transfer};
  if (!streams) answer.body = std::move(response_.body);
  return answer;
}

BodyStream::End MultiplexedTransfer::read(std::string& chunk) {
  check_for_stop();
  const std::optional<Time> until = bytes_due();
  std::unique_lock lock(mutex_);
  const bool in_time = wait(lock, until, [this] { return !response_.body.empty(); });
  if (!in_time) return BodyStream::End::idle;
  if (!response_.body.empty()) {
    chunk += response_.body;
    response_.body.clear();
    made_room_ = std::exchange(held_back_, false);
    return BodyStream::End::none;
  }
  if (failure_) std::rethrow_exception(failure_);
  return BodyStream::End::clean;
}

bool MultiplexedTransfer::has_made_room() {
  const std::lock_guard lock(mutex_);
  return std::exchange(made_room_, false);
}

bool MultiplexedTransfer::shares_connection() const {
  const std::lock_guard lock(mutex_);
  return shares_connection_;
}

void MultiplexedTransfer::ended(CURLcode result) {
  std::exception_ptr failure;
  try {
    check(result);
  } catch (...) {
    failure = std::current_exception();
  }
  const std::lock_guard lock(mutex_);
  failure_ = std::move(failure);
  if (!is_stream()) response_.transfer = figures();
  ended_ = true;
  changed_.notify_all();
}

/// All of it at once, though it may be more than is read ahead otherwise: it is in memory anyway,
/// and libcurl would copy the rest of it each time.
CURLcode MultiplexedTransfer::resume() {
  {
    const std::lock_guard lock(mutex_);
    resuming_ = true;
  }
  const CURLcode code = curl_easy_pause(easy(), CURLPAUSE_CONT);
  {
    const std::lock_guard lock(mutex_);
    resuming_ = false;
    if (code != CURLE_OK || !is_full()) return code;
    held_back_ = true;
  }
  return curl_easy_pause(easy(), CURLPAUSE_RECV);
}

bool MultiplexedTransfer::is_full() const {
  return is_stream() && response_.body.size() >= most_ahead;
}

void MultiplexedTransfer::take_head_line(std::string_view line) {
  const std::lock_guard lock(mutex_);
  const bool was_complete = head_complete_;
  CurlTransfer::take_head_line(line);
  if (was_complete || !head_complete_) return;
  response_.transfer = figures();
  long version = 0;
  curl_easy_getinfo(easy(), CURLINFO_HTTP_VERSION, &version);
  shares_connection_ = version >= CURL_HTTP_VERSION_2_0;
  changed_.notify_all();
}

std::size_t MultiplexedTransfer::take_body(std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  if (!resuming_ && is_full()) {
    held_back_ = true;
    return CURL_WRITEFUNC_PAUSE;
  }
  const std::size_t taken = CurlTransfer::take_body(bytes);
  changed_.notify_all();
  return taken;
}

bool MultiplexedTransfer::may_send() {
  own_handle_.hear_connection();
  const std::lock_guard lock(mutex_);
  return CurlTransfer::may_send();
}

}  // namespace k8s::detail
