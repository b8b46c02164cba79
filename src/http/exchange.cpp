#include "http/exchange.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <k8s/error.hpp>

#include "http/curl_error.hpp"
#include "http/status.hpp"
#include "http/target.hpp"

namespace k8s::detail {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// Whatever has to happen earlier wakes the waiting up.
constexpr milliseconds longest_wait = std::chrono::hours(1);

std::unique_ptr<Connection> take(ConnectionPool& pool, const Request& request) {
  try {
    return pool.take();
  } catch (const NoRoom& error) {
    throw_no_room(describe(request), error.code());
  }
}

}  // namespace

Exchange::Exchange(std::shared_ptr<ConnectionPool> pool, const Request& request)
    : CurlTransfer(request), pool_(std::move(pool)), connection_(take(*pool_, request)) {
  prepare(*connection_, request);
}

Exchange::~Exchange() {
  end();
}

void Exchange::begin() {
  if (curl_multi_add_handle(connection_->multi(), connection_->easy()) != CURLM_OK) {
    throw TransportError(what() + ": libcurl does not start the transfer", false);
  }
  running_ = true;
}

Response Exchange::run() {
  check_for_stop();
  began_ = steady_clock::now();
  due_ = answer_due(began_);
  begin();
  const Outcome outcome = drive([this] { return head_complete_ && is_stream(); }, due_);
  if (outcome == Outcome::timed_out) throw_unanswered(*due_ - began_);
  // A stream's failure is told by read(), after the bytes that came before it.
  const bool streams = is_stream() && head_complete_;
  if (!streams) check_result();
  response_.transfer = figures();
  Response answer = std::exchange(response_, {});
  if (streams) {
    // What has come with the headers belongs to the stream.
    response_.status = answer.status;
    response_.body = std::exchange(answer.body, {});
  } else {
    end();
  }
  return answer;
}

/// What comes at once may be much, and unpacked a thousand times as much: libcurl hands out all of
/// it before it returns.
std::size_t Exchange::take_body(std::string_view bytes) {
  check_for_stop();
  if (!is_stream() && due_ && steady_clock::now() >= *due_) throw_unanswered(*due_ - began_);
  return CurlTransfer::take_body(bytes);
}

BodyStream::End Exchange::read(std::string& chunk) {
  const auto has_bytes = [this] { return !response_.body.empty(); };
  if (!has_bytes() && !result_) {
    if (drive(has_bytes, bytes_due()) == Outcome::timed_out) return BodyStream::End::idle;
  } else {
    check_for_stop();
  }
  if (has_bytes()) {
    chunk += response_.body;
    response_.body.clear();
    return BodyStream::End::none;
  }
  check_result();
  end();
  return BodyStream::End::clean;
}

template <class Ready>
Exchange::Outcome Exchange::drive(Ready ready, std::optional<Time> until) {
  CURLM* const multi = connection_->multi();
  const std::stop_callback wake(stop(), [multi] { curl_multi_wakeup(multi); });
  while (true) {
    check_for_stop();
    perform();
    if (result_ || ready()) return Outcome::ready;
    if (!wait(until)) return Outcome::timed_out;
  }
}

void Exchange::perform() {
  CURLM* const multi = connection_->multi();
  int running = 0;
  if (const CURLMcode code = curl_multi_perform(multi, &running); code != CURLM_OK) {
    throw TransportError(what() + ": " + curl_multi_strerror(code), sent_);
  }
  if (running > 0) return;
  int left = 0;
  const CURLMsg* const message = curl_multi_info_read(multi, &left);
  if (message != nullptr && message->msg == CURLMSG_DONE) result_ = message->data.result;
}

bool Exchange::wait(std::optional<Time> until) {
  milliseconds time = longest_wait;
  if (until) {
    const auto left = *until - steady_clock::now();
    if (left <= left.zero()) return false;
    time = std::min(std::chrono::ceil<milliseconds>(left), longest_wait);
  }
  curl_multi_poll(connection_->multi(), nullptr, 0, static_cast<int>(time.count()), nullptr);
  return true;
}

void Exchange::check_result() const {
  if (result_) check(*result_);
}

void Exchange::end() noexcept {
  if (!connection_) return;
  if (connection_->abandoned()) {
    connection_.reset();
    return;
  }
  if (running_) curl_multi_remove_handle(connection_->multi(), connection_->easy());
  running_ = false;
  if (result_ == CURLE_OK) pool_->give_back(std::move(connection_));
  connection_.reset();
}

}  // namespace k8s::detail
