#include "testing/fake/in_process.hpp"

#include <algorithm>
#include <condition_variable>
#include <stop_token>
#include <string>
#include <utility>

#include <k8s/error.hpp>

#include "http/target.hpp"

namespace k8s::testing::fake {
namespace {

using detail::BodySource;
using detail::ServerResponse;
using k8s::detail::describe;

/// Waits for a notification, which may come late, when nobody waits any more; or for the cluster's
/// clock.
class Waiter final : public detail::TimeObserver {
 public:
  explicit Waiter(std::shared_ptr<detail::FakeTime> time) : time_(std::move(time)) {}

  void notify() {
    {
      const std::scoped_lock lock(mutex_);
      notified_ = true;
    }
    changed_.notify_all();
  }

  [[nodiscard]] std::optional<detail::Instant> next_due() override { return std::nullopt; }
  void on_time() override {
    {
      const std::scoped_lock lock(mutex_);
    }
    changed_.notify_all();
  }

  enum class Why { notified, stopped, late };

  /// \param longest by the cluster's clock; 0 is for ever
  Why wait(const std::stop_token& stop, std::chrono::milliseconds longest) {
    const detail::Instant end = time_->now() + longest;
    std::unique_lock lock(mutex_);
    const auto is_late = [&] { return longest.count() > 0 && time_->now() >= end; };
    const auto wanted = [&] { return notified_ || is_late(); };
    while (!wanted() && !stop.stop_requested()) {
      if (longest.count() > 0 && time_->runs()) {
        changed_.wait_until(lock, stop, time_->on_machine(end), wanted);
      } else {
        changed_.wait(lock, stop, wanted);
      }
    }
    if (std::exchange(notified_, false)) return Why::notified;
    return stop.stop_requested() ? Why::stopped : Why::late;
  }

 private:
  std::shared_ptr<detail::FakeTime> time_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool notified_ = false;
};

/// \param what was asked, for people: "get Pod default/web"
[[noreturn]] void throw_cut(const std::string& what, const char* when) {
  throw TransportError(what + ": the connection was cut " + when, true);
}

[[noreturn]] void throw_stopped(const std::string& what) {
  throw Stopped(what + ": stopped");
}

/// Reads a body that grows, on the caller's thread.
class GrowingBody final : public BodyStream {
 public:
  GrowingBody(std::unique_ptr<BodySource> source, const Request& request,
              const std::shared_ptr<detail::FakeTime>& time)
      : source_(std::move(source)),
        what_(describe(request)),
        stop_(request.stop),
        idle_timeout_(request.idle_timeout),
        waiter_(std::make_shared<Waiter>(time)) {
    time->attach(waiter_);
    source_->on_wake([waiter = waiter_] { waiter->notify(); });
  }

  End read(std::string& chunk) override {
    for (;;) {
      if (stop_.stop_requested()) throw_stopped(what_);
      switch (source_->pull(chunk)) {
        case BodySource::State::more:
          return End::none;
        case BodySource::State::finished:
          return End::clean;
        case BodySource::State::broken:
          throw_cut(what_, "in the middle of the answer");
        case BodySource::State::waiting:
          break;
      }
      switch (waiter_->wait(stop_, idle_timeout_)) {
        case Waiter::Why::notified:
          break;
        case Waiter::Why::stopped:
          throw_stopped(what_);
        case Waiter::Why::late:
          return End::idle;
      }
    }
  }

 private:
  std::unique_ptr<BodySource> source_;
  std::string what_;
  std::stop_token stop_;
  std::chrono::milliseconds idle_timeout_;
  std::shared_ptr<Waiter> waiter_;
};

/// A body that was whole before it was asked for, or half of it.
class WholeBody final : public BodyStream {
 public:
  WholeBody(std::string body, bool cut, const detail::Drip& drip, const Request& request,
            std::shared_ptr<detail::FakeTime> time)
      : body_(std::move(body)),
        cut_(cut),
        drip_(drip),
        what_(describe(request)),
        stop_(request.stop),
        time_(std::move(time)),
        // In a stream the time for a request ends with its headers.
        end_(time_->now() + (request.stream || request.timeout.count() == 0
                                 ? std::chrono::milliseconds(std::chrono::hours(24 * 365))
                                 : request.timeout)) {}

  End read(std::string& chunk) override {
    if (body_.empty() && cut_) throw_cut(what_, "in the middle of the answer");
    if (body_.empty()) return End::clean;
    if (drip_.bytes == 0) {
      chunk += std::exchange(body_, {});
      return End::none;
    }
    const detail::Instant next = time_->now() + drip_.pause;
    if (!time_->wait_until(std::min(next, end_), stop_)) throw_stopped(what_);
    if (next > end_) throw Timeout(what_ + ": no whole answer in time", true);
    const std::size_t size = std::min(drip_.bytes, body_.size());
    chunk.append(body_, 0, size);
    body_.erase(0, size);
    return End::none;
  }

 private:
  std::string body_;
  bool cut_;
  detail::Drip drip_;
  std::string what_;
  std::stop_token stop_;
  std::shared_ptr<detail::FakeTime> time_;
  detail::Instant end_;
};

std::string read_all(BodyStream& stream) {
  std::string body;
  while (stream.read(body) == BodyStream::End::none) {
  }
  return body;
}

class InProcessTransport final : public Transport {
 public:
  InProcessTransport(std::shared_ptr<const ServerDoor> door, detail::ClientIdentity identity)
      : door_(std::move(door)), identity_(std::move(identity)) {
    // There is no certificate; whoever goes by the digest finds one for each user.
    identity_.digest = detail::sha256_hex(identity_.common_name);
  }

  Response send(const Request& request) override {
    if (request.stop.stop_requested()) throw_stopped(describe(request));
    const std::shared_ptr<ApiServer> server = door_->server();
    if (server == nullptr) {
      throw TransportError(describe(request) + ": the fake cluster is gone", false);
    }
    detail::ServerRequest asked{.method = std::string(to_string(request.method)),
                                .target = request.url(),
                                .headers = request.headers,
                                .body = request.body};
    if (request.headers.find("Authorization") == nullptr) {
      asked.client = identity_;
    }
    ServerResponse answer = server->handle(asked);
    if (request.method == Method::head) answer.body.clear();
    wait(request, server->time(), answer);
    return respond(request, std::move(answer), server->time());
  }

 private:
  static void wait(const Request& request, const std::shared_ptr<detail::FakeTime>& time,
                   const ServerResponse& answer) {
    const bool stalls = !answer.fault.after && answer.fault.kind == detail::Fault::Kind::stall;
    const bool limited = request.timeout.count() > 0;
    const bool late = limited && (stalls || answer.delay > request.timeout);
    if (stalls && !limited) {
      (void)Waiter(time).wait(request.stop, std::chrono::milliseconds(0));
      throw_stopped(describe(request));
    }
    if (late || answer.delay.count() > 0) {
      if (!time->wait_until(time->now() + (late ? request.timeout : answer.delay), request.stop)) {
        throw_stopped(describe(request));
      }
    }
    if (late) throw Timeout(describe(request) + ": no answer in time", true);
    if (!answer.fault.after && answer.fault.kind == detail::Fault::Kind::reset) {
      throw_cut(describe(request), "before the answer");
    }
  }

  static Response respond(const Request& request, ServerResponse answer,
                          const std::shared_ptr<detail::FakeTime>& time) {
    Response response{.status = answer.status, .headers = std::move(answer.headers)};
    const bool cut = answer.fault.after.has_value();
    if (cut) answer.body.resize(std::min(answer.body.size(), *answer.fault.after));
    std::unique_ptr<BodyStream> stream;
    if (answer.source != nullptr) {
      stream = std::make_unique<GrowingBody>(std::move(answer.source), request, time);
    } else {
      stream = std::make_unique<WholeBody>(std::move(answer.body), cut, answer.drip, request, time);
    }
    if (request.stream && response.status >= 200 && response.status < 300) {
      response.stream = std::move(stream);
    } else {
      response.body = read_all(*stream);
    }
    return response;
  }

  std::shared_ptr<const ServerDoor> door_;
  detail::ClientIdentity identity_;
};

}  // namespace

std::shared_ptr<ApiServer> ServerDoor::server() const {
  const std::scoped_lock lock(mutex_);
  return server_;
}

void ServerDoor::close() {
  std::shared_ptr<ApiServer> server;
  {
    const std::scoped_lock lock(mutex_);
    server.swap(server_);
  }
  if (server == nullptr) return;
  server->watches().end_all(false);
  server->logs().clear();
}

std::shared_ptr<Transport> make_in_process_transport(std::shared_ptr<const ServerDoor> door,
                                                     detail::ClientIdentity identity) {
  return std::make_shared<InProcessTransport>(std::move(door), std::move(identity));
}

}  // namespace k8s::testing::fake
