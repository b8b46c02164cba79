#include "support/http2_server.hpp"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <future>
#include <map>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>

namespace k8s::testing {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Error = boost::system::error_code;

// RFC 9113
enum FrameType : std::uint8_t {
  data = 0,
  headers = 1,
  rst_stream = 3,
  settings = 4,
  ping = 6,
  goaway = 7,
  window_update = 8,
};
constexpr std::uint8_t flag_ack = 1;
constexpr std::uint8_t flag_end_stream = 1;
constexpr std::uint8_t flag_end_headers = 4;
constexpr std::uint32_t settings_most_streams = 3;
constexpr std::uint32_t settings_initial_window = 4;
constexpr std::uint32_t no_error = 0;
constexpr std::uint32_t internal_error = 2;
constexpr std::size_t preface_size = 24;
constexpr std::size_t frame_head_size = 9;
constexpr std::int64_t most_data = 16384;
// RFC 7541: what stands in the static table
constexpr std::string_view status_200 = "\x88";
constexpr std::string_view status_404 = "\x8d";

std::string number(std::uint32_t value, int bytes) {
  std::string text;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    text += static_cast<char>((value >> static_cast<unsigned>(shift)) & 0xFFU);
  }
  return text;
}

std::uint32_t number_in(std::string_view text) {
  std::uint32_t value = 0;
  for (const char c : text) value = value << 8U | static_cast<unsigned char>(c);
  return value;
}

asio::ssl::context make_context(const Http2ServerOptions& options) {
  asio::ssl::context context(asio::ssl::context::tls_server);
  context.use_certificate_chain(asio::buffer(options.certificate.certificate_pem));
  context.use_private_key(asio::buffer(options.certificate.key_pem), asio::ssl::context::pem);
  if (!options.client_ca_pem.empty()) {
    context.add_certificate_authority(asio::buffer(options.client_ca_pem));
    context.set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
    SSL_CTX_set_session_cache_mode(context.native_handle(), SSL_SESS_CACHE_OFF);
  }
  const auto choose = +[](SSL* /*ssl*/, const unsigned char** chosen, unsigned char* size,
                          const unsigned char* offered, unsigned int offered_size, void*) {
    static constexpr std::array<unsigned char, 3> h2{2, 'h', '2'};
    unsigned char* found = nullptr;
    const int result =
        SSL_select_next_proto(&found, size, h2.data(), h2.size(), offered, offered_size);
    *chosen = found;
    return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
  };
  SSL_CTX_set_alpn_select_cb(context.native_handle(), choose, nullptr);
  return context;
}

}  // namespace

/// Everything happens on one thread; what other threads ask for is posted there.
class Http2Server::State {
 public:
  explicit State(Http2ServerOptions options)
      : options_(std::move(options)),
        context_(make_context(options_)),
        acceptor_(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
        port_(acceptor_.local_endpoint().port()) {
    accept();
    thread_ = std::thread([this] { io_.run(); });
  }
  ~State() {
    io_.stop();
    thread_.join();
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  struct Connection {
    Connection(tcp::socket socket, asio::ssl::context& context, std::size_t place)
        : tls(std::move(socket), context), number(place) {}
    asio::ssl::stream<tcp::socket> tls;
    std::size_t number;
    std::array<char, 65536> chunk{};
    std::string in{};
    bool greeted = false;
    bool leaving = false;
    std::string out{};
    std::string writing{};
    std::int64_t window = 65535;
    std::int64_t initial_window = 65535;
    std::map<std::uint32_t, std::size_t> streams{};  // to their places
  };
  struct Stream {
    std::shared_ptr<Connection> connection{};
    std::uint32_t id = 0;
    std::int64_t window = 0;
    std::string pending{};
    std::size_t sent = 0;  // of what is pending
    bool ending = false;
    bool over = false;
  };

  template <class Function>
  void post(Function function) {
    asio::post(io_, std::move(function));
  }
  /// Asks the server's thread, and waits for its answer.
  template <class Function>
  std::size_t ask(Function function) {
    std::promise<std::size_t> answer;
    auto future = answer.get_future();
    post([&] { answer.set_value(function()); });
    return future.get();
  }

  void accept() {
    acceptor_.async_accept([this](Error error, tcp::socket socket) {
      if (error) return;
      socket.set_option(tcp::no_delay(true), error);
      const auto connection =
          std::make_shared<Connection>(std::move(socket), context_, connections_.size());
      connections_.push_back(connection);
      connection->tls.async_handshake(asio::ssl::stream_base::server,
                                      [this, connection](Error failed) {
                                        if (!failed) greet(connection);
                                      });
      accept();
    });
  }

  void greet(const std::shared_ptr<Connection>& connection) {
    write(connection, settings, 0, 0,
          number(settings_most_streams, 2) + number(options_.most_streams, 4));
    read(connection);
  }

  void read(const std::shared_ptr<Connection>& connection) {
    connection->tls.async_read_some(asio::buffer(connection->chunk),
                                    [this, connection](Error error, std::size_t size) {
                                      if (error) return note([&] { ++closed_; });
                                      connection->in.append(connection->chunk.data(), size);
                                      take_frames(connection);
                                      read(connection);
                                    });
  }

  void take_frames(const std::shared_ptr<Connection>& connection) {
    std::string& in = connection->in;
    if (!connection->greeted) {
      if (in.size() < preface_size) return;
      in.erase(0, preface_size);
      connection->greeted = true;
    }
    while (in.size() >= frame_head_size) {
      const std::string_view head(in);
      const std::size_t size = number_in(head.substr(0, 3));
      if (in.size() < frame_head_size + size) return;
      const auto type = static_cast<std::uint8_t>(head[3]);
      const auto flags = static_cast<std::uint8_t>(head[4]);
      const std::uint32_t id = number_in(head.substr(5, 4));
      const std::string payload = in.substr(frame_head_size, size);
      in.erase(0, frame_head_size + size);
      take(connection, type, flags, id, payload);
    }
  }

  void take(const std::shared_ptr<Connection>& connection, std::uint8_t type, std::uint8_t flags,
            std::uint32_t id, std::string_view payload) {
    if (type == settings && (flags & flag_ack) == 0) {
      for (; payload.size() >= 6; payload.remove_prefix(6)) {
        if (number_in(payload.substr(0, 2)) == settings_initial_window) {
          connection->initial_window = number_in(payload.substr(2, 4));
        }
      }
      write(connection, settings, flag_ack, 0, {});
    } else if (type == ping && (flags & flag_ack) == 0) {
      write(connection, ping, flag_ack, 0, payload);
    } else if (type == window_update) {
      const std::uint32_t more = number_in(payload);
      if (id == 0) connection->window += more;
      for (const auto& [each, place] : connection->streams) {
        if (id == each) streams_[place].window += more;
        if (id == each || id == 0) pump(place);
      }
    } else if (type == rst_stream) {
      const auto found = connection->streams.find(id);
      if (found == connection->streams.end()) return;
      streams_[found->second].over = true;
      note([&] { ++cancelled_; });
    } else if (type == headers && !connection->leaving) {
      if (connection->streams.size() == options_.leaves_after) return leave(connection);
      begin_stream(connection, id);
    }
  }

  /// Streams that the client has begun meanwhile are ignored; by the number of the last one that
  /// was taken it knows which.
  void leave(const std::shared_ptr<Connection>& connection) {
    connection->leaving = true;
    const auto& taken = connection->streams;
    const std::uint32_t last = taken.empty() ? 0 : taken.rbegin()->first;
    write(connection, goaway, 0, 0, number(last, 4) + number(no_error, 4));
  }

  void begin_stream(const std::shared_ptr<Connection>& connection, std::uint32_t id) {
    connection->streams[id] = streams_.size();
    streams_.push_back({.connection = connection, .id = id, .window = connection->initial_window});
    if (options_.refuses) {
      write(connection, headers, flag_end_headers, id, status_404);
      write(connection, data, flag_end_stream, id, "nothing here");
    } else if (!options_.mute) {
      write(connection, headers, flag_end_headers, id, status_200);
      streams_.back().pending = options_.beginning;
      pump(streams_.size() - 1);
    }
    note([&] { ++begun_; });
  }

  void pump(std::size_t place) {
    Stream& stream = streams_[place];
    Connection& connection = *stream.connection;
    while (!stream.over && stream.sent < stream.pending.size()) {
      const std::int64_t room =
          std::min({stream.window, connection.window,
                    static_cast<std::int64_t>(stream.pending.size() - stream.sent), most_data});
      if (room <= 0) return;
      const auto size = static_cast<std::size_t>(room);
      write(stream.connection, data, 0, stream.id,
            std::string_view(stream.pending).substr(stream.sent, size));
      stream.sent += size;
      stream.window -= room;
      connection.window -= room;
    }
    if (stream.ending && !stream.over) {
      stream.over = true;
      write(stream.connection, data, flag_end_stream, stream.id, {});
    }
  }

  void write(const std::shared_ptr<Connection>& connection, std::uint8_t type, std::uint8_t flags,
             std::uint32_t id, std::string_view payload) {
    connection->out += number(static_cast<std::uint32_t>(payload.size()), 3);
    connection->out += static_cast<char>(type);
    connection->out += static_cast<char>(flags);
    connection->out += number(id, 4);
    connection->out += payload;
    flush(connection);
  }

  void flush(const std::shared_ptr<Connection>& connection) {
    if (!connection->writing.empty() || connection->out.empty()) return;
    connection->writing.swap(connection->out);
    asio::async_write(connection->tls, asio::buffer(connection->writing),
                      [this, connection](Error error, std::size_t /*size*/) {
                        if (error) return;
                        connection->writing.clear();
                        flush(connection);
                      });
  }

  template <class Function>
  void note(Function function) {
    const std::lock_guard lock(mutex_);
    function();
    changed_.notify_all();
  }
  template <class Condition>
  void wait(Condition condition) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, condition);
  }

  const Http2ServerOptions options_;
  asio::io_context io_;
  asio::ssl::context context_;
  tcp::acceptor acceptor_;
  const std::uint16_t port_;
  std::vector<std::shared_ptr<Connection>> connections_;
  std::vector<Stream> streams_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t begun_ = 0;
  std::size_t cancelled_ = 0;
  std::size_t closed_ = 0;

  std::thread thread_;
};

Http2Server::Http2Server(Http2ServerOptions options)
    : state_(std::make_unique<State>(std::move(options))) {}
Http2Server::~Http2Server() = default;

std::string Http2Server::url() const {
  return "https://127.0.0.1:" + std::to_string(state_->port_);
}

std::size_t Http2Server::connections() const {
  return state_->ask([this] { return state_->connections_.size(); });
}

std::size_t Http2Server::streams() const {
  return state_->ask([this] { return state_->streams_.size(); });
}

std::size_t Http2Server::connection_of(std::size_t stream) const {
  return state_->ask([&] { return state_->streams_.at(stream).connection->number; });
}

std::size_t Http2Server::unsent(std::size_t stream) const {
  return state_->ask([&] {
    const State::Stream& each = state_->streams_.at(stream);
    return each.pending.size() - each.sent;
  });
}

void Http2Server::wait_for_closed(std::size_t count) const {
  state_->wait([&] { return state_->closed_ >= count; });
}

void Http2Server::wait_for_cancelled(std::size_t count) const {
  state_->wait([&] { return state_->cancelled_ >= count; });
}

void Http2Server::wait_for_streams(std::size_t count) const {
  state_->wait([&] { return state_->begun_ >= count; });
}

void Http2Server::send(std::size_t stream, std::string bytes) {
  state_->post([this, stream, bytes = std::move(bytes)] {
    state_->streams_.at(stream).pending += bytes;
    state_->pump(stream);
  });
}

void Http2Server::end(std::size_t stream) {
  state_->post([this, stream] {
    state_->streams_.at(stream).ending = true;
    state_->pump(stream);
  });
}

void Http2Server::break_off(std::size_t stream) {
  state_->post([this, stream] {
    State::Stream& broken = state_->streams_.at(stream);
    broken.over = true;
    state_->write(broken.connection, rst_stream, 0, broken.id, number(internal_error, 4));
  });
}

void Http2Server::go_away() {
  state_->post([this] {
    for (const auto& connection : state_->connections_) state_->leave(connection);
  });
}

void Http2Server::drop_connections() {
  state_->post([this] {
    for (const auto& connection : state_->connections_) {
      Error ignored;
      connection->tls.lowest_layer().shutdown(tcp::socket::shutdown_both, ignored);
    }
  });
}

}  // namespace k8s::testing
