#pragma once

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>

#include "testing/https_server.hpp"
#include "testing/server/tls.hpp"
#include "testing/server/waker.hpp"
#include "testing/server/websocket.hpp"
#include "testing/server/wire.hpp"

namespace k8s::testing::detail {

/// A connection as the server sees it.
class OpenConnection {
 public:
  virtual ~OpenConnection() = default;
  /// Ends it soon, whatever goes on. May be called from any thread.
  virtual void abort() = 0;
};

/// Serves one client. `Stream` is a TCP socket or TLS over one; its executor is a strand, and
/// everything but abort() runs there.
///
/// One coroutine does the work. Reading from the client goes on beside it while an answer waits, so
/// that a client that leaves is noticed.
template <class Stream>
class Connection final : public OpenConnection,
                         public std::enable_shared_from_this<Connection<Stream>> {
 public:
  using Clock = std::chrono::steady_clock;
  using Handler = HttpsServer::Handler;

  Connection(Stream stream, const HttpsServerOptions& options, const Handler& handler)
      : stream_(std::move(stream)),
        options_(options),
        handler_(handler),
        event_(stream_.get_executor()),
        deadline_(stream_.get_executor()) {}

  /// `closed` is called when all is over.
  template <class Closed>
  void start(Closed closed) {
    boost::asio::co_spawn(
        stream_.get_executor(), [self = this->shared_from_this()] { return self->run(); },
        [self = this->shared_from_this(), closed = std::move(closed)](const std::exception_ptr&) {
          // What ends a connection early is the client's leave or the server's stop.
          self->close();
          closed(self.get());
        });
  }

  void abort() override {
    boost::asio::post(stream_.get_executor(), [self = this->shared_from_this()] { self->close(); });
  }

 private:
  using Task = boost::asio::awaitable<void>;
  using Answer = boost::asio::awaitable<bool>;
  using Problem = boost::system::error_code;
  static constexpr bool tls = !std::is_same_v<Stream, boost::asio::ip::tcp::socket>;
  static constexpr auto use_awaitable = boost::asio::use_awaitable;
  /// How much of a source is put into one write.
  static constexpr std::size_t batch = std::size_t{32} << 10;
  /// How much a client may send ahead while an answer is on its way.
  static constexpr std::size_t max_ahead = std::size_t{64} << 10;

  Task run() {
    if constexpr (tls) {
      set_deadline(options_.request_timeout);
      Problem problem;
      co_await stream_.async_handshake(boost::asio::ssl::stream_base::server,
                                       boost::asio::redirect_error(use_awaitable, problem));
      if (is_plain_http(problem)) co_return co_await refuse_plain_http();
      if (problem) throw boost::system::system_error(problem);
      clear_deadline();
      acknowledge_handshake();
      peer_ = peer_of(stream_.native_handle());
    }
    bool more = true;
    while (more) more = co_await serve_one();
    co_await finish();
  }

  /// In the words of Go's server.
  Task refuse_plain_http() {
    static constexpr std::string_view words =
        "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";
    Problem ignored;
    co_await boost::asio::async_write(socket(), boost::asio::buffer(words),
                                      boost::asio::redirect_error(use_awaitable, ignored));
    (void)socket().shutdown(boost::asio::socket_base::shutdown_send, ignored);
    co_await drain();
  }

  /// A client may hold its request back until its last word of the handshake is acknowledged, and
  /// the system puts that off for 40 ms, since it expects an answer to carry it.
  void acknowledge_handshake() {
#ifdef TCP_QUICKACK
    const int at_once = 1;
    ::setsockopt(stream_.lowest_layer().native_handle(), IPPROTO_TCP, TCP_QUICKACK, &at_once,
                 sizeof at_once);
#endif
  }

  // ---- Requests

  /// Whether the connection can serve another.
  Answer serve_one() {
    RequestParser parser;
    parser.header_limit(static_cast<std::uint32_t>(options_.max_header));
    parser.body_limit(options_.max_body);
    const Problem problem = co_await read_request(parser);
    if (problem == boost::beast::http::error::end_of_stream) {
      gone_ = true;
      co_return false;
    }
    const bool too_large = problem == boost::beast::http::error::body_limit;
    ServerResponse response =
        problem && !too_large ? refusal_of(problem) : handle(parser.get(), too_large);
    const Framing framing = framing_of(parser.get(), response);
    upgraded_ = response.status == switching_protocols;
    const bool keep_alive = !problem && parser.get().version() == 11 && parser.get().keep_alive();
    co_return co_await answer(std::move(response), framing, keep_alive);
  }

  /// end_of_stream if the client left.
  boost::asio::awaitable<Problem> read_request(RequestParser& parser) {
    parser.eager(true);
    bool told_to_continue = false;
    bool hungry = buffer_.size() == 0;
    bool begun = false;
    while (!parser.is_done()) {
      if (hungry) {
        const bool fed = co_await read_more();
        if (!fed) co_return boost::beast::http::error::end_of_stream;
      }
      if (!std::exchange(begun, true)) set_deadline(options_.request_timeout);
      Problem problem;
      buffer_.consume(parser.put(buffer_.cdata(), problem));
      hungry = problem == boost::beast::http::error::need_more || buffer_.size() == 0;
      if (problem && problem != boost::beast::http::error::need_more) {
        clear_deadline();
        co_return problem;
      }
      if (!told_to_continue && waits_for_continue(parser)) {
        told_to_continue = true;
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        co_await boost::asio::async_write(stream_, boost::asio::buffer(go_on), use_awaitable);
      }
    }
    clear_deadline();
    co_return Problem();
  }

  static bool waits_for_continue(const RequestParser& parser) {
    return parser.is_header_done() && !parser.is_done() &&
           boost::beast::iequals(parser.get()[boost::beast::http::field::expect], "100-continue");
  }

  ServerResponse handle(ParsedRequest& parsed, bool too_large) {
    ServerRequest request = take_request(parsed);
    request.body_too_large = too_large;
    if (too_large) request.body.clear();
    request.client = peer_.identity;
    request.client_refused = peer_.refused;
    try {
      return handler_(std::move(request));
    } catch (const std::exception& error) {
      return {.status = 500,
              .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
              .body = error.what()};
    }
  }

  // ---- Answers

  /// Whether the connection can serve another request.
  Answer answer(ServerResponse response, Framing framing, bool keep_alive) {
    co_await pause(response.delay);
    if (gone_) co_return false;
    const Fault fault = response.fault;
    if (fault.kind == Fault::Kind::none || fault.after) {
      const std::size_t limit =
          fault.kind == Fault::Kind::none ? std::string::npos : fault.after.value_or(0);
      const bool reusable = keep_alive && framing != Framing::close;
      co_await send(response, framing, head_of(response, framing, reusable), limit);
      if (fault.kind == Fault::Kind::none) co_return reusable && !gone_;
    }
    co_await fail(fault.kind);
    co_return false;
  }

  Task send(ServerResponse& response, Framing framing, std::string head, std::size_t limit) {
    if (response.source && framing != Framing::none) {
      co_await send_source(*response.source, framing, std::move(head), limit);
      co_return;
    }
    const std::size_t size = framing == Framing::none ? 0 : std::min(limit, response.body.size());
    if (response.drip.bytes > 0) {
      co_await write({boost::asio::buffer(head), {}});
      co_await drip(response, size);
      co_return;
    }
    co_await write({boost::asio::buffer(head), boost::asio::buffer(response.body.data(), size)});
  }

  Task drip(const ServerResponse& response, std::size_t size) {
    for (std::size_t at = 0; at < size && !gone_; at += response.drip.bytes) {
      co_await pause(response.drip.pause);
      if (gone_) co_return;
      const std::size_t length = std::min(response.drip.bytes, size - at);
      co_await write({boost::asio::buffer(response.body.data() + at, length), {}});
    }
  }

  /// Ends early if the client leaves.
  Task pause(std::chrono::milliseconds time) {
    const Clock::time_point due = Clock::now() + time;
    while (Clock::now() < due && !gone_) {
      watch_client();
      co_await wait(due);
    }
  }

  /// Ends with the source, after `limit` bytes of it, or when the client leaves.
  Task send_source(BodySource& source, Framing framing, std::string out, std::size_t limit) {
    const OpenWaker waker([this] {
      boost::asio::post(stream_.get_executor(),
                        [self = this->shared_from_this()] { self->notify(); });
    });
    source.on_wake(waker.wake());
    std::string piece;
    while (!gone_) {
      waker.forget();
      BodySource::State state = BodySource::State::more;
      while (state == BodySource::State::more && out.size() < batch && limit > 0) {
        piece.clear();
        state = source.pull(piece);
        if (piece.size() > limit) piece.resize(limit);
        if (limit != std::string::npos) limit -= piece.size();
        if (framing == Framing::chunks) {
          append_chunk(out, piece);
        } else {
          out += piece;
        }
      }
      const bool broken = state == BodySource::State::broken;
      const bool finished = state == BodySource::State::finished;
      if (finished && limit > 0 && framing == Framing::chunks) append_last_chunk(out);
      watch_client();
      if (!out.empty()) co_await write({boost::asio::buffer(out), {}});
      out.clear();
      if (broken) co_await fail(Fault::Kind::reset);
      if (finished || broken || limit == 0) co_return;
      while (state == BodySource::State::waiting && !gone_ && !waker.woken()) {
        watch_client();
        co_await wait();
      }
    }
  }

  Task fail(Fault::Kind kind) {
    if (kind == Fault::Kind::reset) {
      socket().set_option(boost::asio::socket_base::linger(true, 0));
      close();
    }
    while (kind == Fault::Kind::stall && !gone_) {
      watch_client();
      co_await wait();
    }
  }

  /// Ends the connection so that the client can read the last answer to its end.
  Task finish() {
    if (gone_) co_return;
    set_deadline(std::chrono::seconds(1));
    Problem ignored;
    if constexpr (tls) {
      co_await stream_.async_shutdown(boost::asio::redirect_error(use_awaitable, ignored));
    }
    (void)socket().shutdown(boost::asio::socket_base::shutdown_send, ignored);
    while (reading_) co_await wait();
    co_await drain();
  }

  Task drain() {
    // What the client still sends must be read: closing before that would reset the connection and
    // could destroy the answer on its way.
    for (Problem problem; !problem && socket().is_open();) {
      co_await socket().async_read_some(boost::asio::buffer(incoming_),
                                        boost::asio::redirect_error(use_awaitable, problem));
    }
  }

  // ---- Bytes and time

  Task write(std::array<boost::asio::const_buffer, 2> bytes) {
    writing_ = true;
    co_await boost::asio::async_write(stream_, bytes, use_awaitable);
    writing_ = false;
  }

  /// False if the client left.
  Answer read_more() {
    if (!gone_ && !reading_) start_reading();
    while (reading_) co_await wait();
    co_return !gone_;
  }

  /// Notices if the client leaves, and keeps what it sends for later.
  void watch_client() {
    if (upgraded_) read_frames();
    if (!gone_ && !reading_ && buffer_.size() < max_ahead) start_reading();
  }

  /// A client that ends its WebSocket leaves.
  void read_frames() {
    const auto bytes = buffer_.cdata();
    std::string_view received(static_cast<const char*>(bytes.data()), bytes.size());
    const bool ends = take_close(received);
    buffer_.consume(bytes.size() - received.size());
    if (!ends) return;
    gone_ = true;
    notify();
  }

  void start_reading() {
    reading_ = true;
    stream_.async_read_some(boost::asio::buffer(incoming_), [self = this->shared_from_this()](
                                                                Problem problem, std::size_t size) {
      self->reading_ = false;
      self->buffer_.commit(boost::asio::buffer_copy(
          self->buffer_.prepare(size), boost::asio::buffer(self->incoming_.data(), size)));
      if (problem) self->gone_ = true;
      if (problem && self->writing_) self->close();
      self->notify();
    });
  }

  /// Waits for a notify() or until `due`.
  Task wait(Clock::time_point due = Clock::time_point::max()) {
    event_.expires_at(due);
    Problem ignored;
    if (!notified_) {
      co_await event_.async_wait(boost::asio::redirect_error(use_awaitable, ignored));
    }
    notified_ = false;
  }
  void notify() {
    notified_ = true;
    event_.cancel();
  }

  void set_deadline(std::chrono::milliseconds time) {
    deadline_.expires_after(time);
    deadline_.async_wait([self = this->shared_from_this()](Problem cancelled) {
      if (!cancelled && self->deadline_.expiry() <= Clock::now()) self->close();
    });
  }
  void clear_deadline() { deadline_.expires_at(Clock::time_point::max()); }

  void close() {
    gone_ = true;
    Problem ignored;
    (void)socket().close(ignored);
    deadline_.cancel();
    notify();
  }

  boost::asio::ip::tcp::socket& socket() {
    if constexpr (tls) {
      return stream_.next_layer();
    } else {
      return stream_;
    }
  }

  Stream stream_;
  const HttpsServerOptions& options_;
  const Handler& handler_;
  Peer peer_;
  boost::beast::flat_buffer buffer_;
  std::array<char, 4096> incoming_{};
  boost::asio::steady_timer event_;
  boost::asio::steady_timer deadline_;
  bool notified_ = false;
  bool reading_ = false;
  bool writing_ = false;
  bool gone_ = false;
  bool upgraded_ = false;  // to a WebSocket
};

}  // namespace k8s::testing::detail
