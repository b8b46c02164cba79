#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <boost/json.hpp>
#include <k8s/client.hpp>
#include <k8s/config.hpp>
#include <k8s/error.hpp>
#include <k8s/transport.hpp>

namespace k8s::scripted {

/// What a stream brings, one after the other.
struct Piece {
  std::string bytes{};
  BodyStream::End end = BodyStream::End::none;
  bool breaks = false;
  std::function<void()> first{};  // done before it

  static Piece line(const std::string& text) { return {.bytes = text + "\n"}; }
  static Piece closed() { return {.end = BodyStream::End::clean}; }
  static Piece silence() { return {.end = BodyStream::End::idle}; }
  static Piece broken() { return {.breaks = true}; }
};

class Stream : public BodyStream {
 public:
  Stream(std::deque<Piece> pieces, std::stop_token stop)
      : pieces_(std::move(pieces)), stop_(std::move(stop)) {}

  End read(std::string& chunk) override {
    if (pieces_.empty()) return End::clean;
    const Piece piece = std::move(pieces_.front());
    pieces_.pop_front();
    if (piece.first) piece.first();
    if (stop_.stop_requested()) throw Stopped("stopped");
    if (piece.breaks) throw TransportError("the connection was reset", true);
    chunk += piece.bytes;
    return piece.end;
  }

 private:
  std::deque<Piece> pieces_;
  std::stop_token stop_;
};

/// Answers requests one after the other, as a test says beforehand, and keeps what was asked.
class Server : public Transport {
 public:
  using Handler = std::function<Response(const Request&)>;

  Server& answer(int status, std::string body) {
    return handle([status, body](const Request&) {
      return Response{.status = status,
                      .headers = {{"Content-Type", "application/json"}},
                      .body = body,
                      .stream = nullptr};
    });
  }
  Server& answer(std::string body) { return answer(200, std::move(body)); }
  Server& refuse(int status, const std::string& reason, const std::string& message,
                 const std::string& name = {}) {
    boost::json::object body{{"kind", "Status"},           {"apiVersion", "v1"},
                             {"status", "Failure"},        {"reason", reason},
                             {"message", message},         {"code", status},
                             {"details", {{"name", name}}}};
    return answer(status, boost::json::serialize(body));
  }
  Server& stream(std::deque<Piece> pieces) {
    return handle([pieces = std::move(pieces)](const Request& request) {
      return Response{.status = 200,
                      .headers = {{"Content-Type", "application/json"}},
                      .body = {},
                      .stream = std::make_unique<Stream>(pieces, request.stop)};
    });
  }
  /// The connection breaks, and nobody knows whether the request was carried out.
  Server& break_off() {
    return handle(
        [](const Request&) -> Response { throw TransportError("the connection was reset", true); });
  }
  Server& handle(Handler handler) {
    script_.push_back(std::move(handler));
    return *this;
  }

  Response send(const Request& request) override {
    asked_.push_back({.method = request.method,
                      .path = request.path,
                      .query = request.query,
                      .headers = request.headers,
                      .body = request.body,
                      .target = request.target,
                      .idempotency = request.idempotency,
                      .stream = request.stream,
                      .multiplex = request.multiplex,
                      .timeout = request.timeout,
                      .idle_timeout = request.idle_timeout,
                      .deadline = request.deadline});
    if (script_.empty()) throw std::logic_error("not in the script: " + asked_.back().url());
    const Handler handler = std::move(script_.front());
    script_.pop_front();
    return handler(request);
  }

  [[nodiscard]] const std::vector<Request>& asked() const { return asked_; }
  [[nodiscard]] const Request& asked(std::size_t i) const { return asked_.at(i); }
  /// "GET /api/v1/pods?limit=500" of each request.
  [[nodiscard]] std::vector<std::string> lines() const {
    std::vector<std::string> lines;
    for (const auto& request : asked_) {
      lines.push_back(std::string(to_string(request.method)) + ' ' + request.url());
    }
    return lines;
  }
  [[nodiscard]] bool done() const { return script_.empty(); }

 private:
  std::deque<Handler> script_;
  std::vector<Request> asked_;
};

/// A server and a client that talks to it.
struct Cluster {
  std::shared_ptr<Server> server = std::make_shared<Server>();
  Config config{};
  Client client{config, server};
};

inline boost::json::value json(std::string_view text) {
  return boost::json::parse(text);
}

}  // namespace k8s::scripted
