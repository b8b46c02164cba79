#include <chrono>
#include <functional>
#include <semaphore>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/error.hpp>
#include <k8s/transport.hpp>

#include "support/curl_requests.hpp"
#include "support/scripted_server.hpp"
#include "support/slow_resolver.hpp"

namespace k8s {
namespace {

using namespace std::chrono_literals;
using ::testing::EndsWith;
using testing::failure;
using testing::get;
using ::testing::HasSubstr;
using testing::ScriptedServer;
using testing::ServedConnection;
using testing::watch;
using testing::with_body;

/// Sends on another thread, and stops that once `reached` returns.
void expect_stopped(Transport& transport, Request request, const std::function<void()>& reached) {
  std::stop_source stop;
  request.stop = stop.get_token();
  std::string what;
  {
    const std::jthread sender([&] {
      try {
        Response response = transport.send(request);
        std::string chunk;
        while (response.stream && response.stream->read(chunk) == BodyStream::End::none) {
        }
        what = "not stopped";
      } catch (const std::exception& error) {
        what = error.what();
      }
    });
    reached();
    stop.request_stop();
  }
  EXPECT_EQ(what, "get Pod default/a: stopped");
}

void expect_stopped(const CurlOptions& options, const Request& request,
                    const std::function<void()>& reached) {
  expect_stopped(*make_curl_transport(options), request, reached);
}

TEST(CurlStopTest, EndsNameResolution) {
  testing::SlowResolver resolver;
  expect_stopped({.server = std::string("https://") + testing::unresolvable_host}, get(),
                 [&] { resolver.wait_for_lookup(); });
}

TEST(CurlStopTest, EndsATlsHandshake) {
  const ScriptedServer silent([](ServedConnection& connection) { connection.wait_for_close(); });
  const std::string url = "https" + silent.url().substr(4);
  expect_stopped({.server = url}, get(), [&] { silent.wait_for_connections(1); });
}

/// On a kept connection, where libcurl has no timers of its own that might end the wait.
TEST(CurlStopTest, EndsTheWaitForAnAnswerAndForTheRestOfOne) {
  for (const bool begun : {false, true}) {
    for (const bool stream : {false, true}) {
      std::binary_semaphore reached(0);
      const ScriptedServer server([&](ServedConnection& connection) {
        connection.read();
        connection.answer(200, "warm");
        connection.read();
        if (begun) connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
        reached.release();
        connection.wait_for_close();
      });
      const auto transport = make_curl_transport({.server = server.url()});
      transport->send(get());
      Request request = get();
      request.stream = stream;
      expect_stopped(*transport, request, [&] { reached.acquire(); });
    }
  }
}

TEST(CurlStopTest, EndsAnUpload) {
  std::binary_semaphore reached(0);
  std::binary_semaphore done(0);
  const ScriptedServer server([&](ServedConnection&) {
    reached.release();
    done.acquire();  // reads nothing
  });
  expect_stopped({.server = server.url()}, with_body(Method::post, std::string(50'000'000, 'x')),
                 [&] { reached.acquire(); });
  done.release();
}

/// Takes a body, and does something when its first piece is there.
class FirstPiece : public BodySink {
 public:
  explicit FirstPiece(std::function<void()> then) : then_(std::move(then)) {}
  void begin(const Response& /*head*/) override {}
  void take(std::string_view /*bytes*/) override {
    if (++pieces_ == 1) then_();
  }
  [[nodiscard]] int pieces() const { return pieces_; }

 private:
  std::function<void()> then_;
  int pieces_ = 0;
};

/// libcurl has all of it, and would hand out one piece after the other.
TEST(CurlStopTest, EndsWhatHasComeAlready) {
  const ScriptedServer server(ScriptedServer::always(200, std::string(1'000'000, 'x')));
  std::stop_source stop;
  FirstPiece sink([&] { stop.request_stop(); });
  Request request = get();
  request.sink = &sink;
  request.stop = stop.get_token();
  EXPECT_THROW(make_curl_transport({.server = server.url()})->send(request), Stopped);
  EXPECT_EQ(sink.pieces(), 1);
}

TEST(CurlStopTest, StopBeforehandSendsNothing) {
  const ScriptedServer server(ScriptedServer::always(200, ""));
  std::stop_source stop;
  stop.request_stop();
  Request request = get();
  request.stop = stop.get_token();
  EXPECT_THROW(make_curl_transport({.server = server.url()})->send(request), Stopped);
  EXPECT_EQ(server.connections(), 0);
}

TEST(CurlTimeTest, EachPhaseHasItsWords) {
  const ScriptedServer silent([](ServedConnection& connection) { connection.wait_for_close(); });
  Request request = get();
  request.timeout = 20ms;
  const auto handshake = failure<Timeout>({.server = "https" + silent.url().substr(4)}, request);
  EXPECT_THAT(handshake.what(),
              EndsWith("no connection to https" + silent.url().substr(4) + " within 20 ms"));
  EXPECT_FALSE(handshake.may_have_been_done());

  const auto answer = failure<Timeout>({.server = silent.url()}, request);
  EXPECT_THAT(answer.what(), EndsWith("no answer from " + silent.url() + " within 20 ms"));
  EXPECT_TRUE(answer.may_have_been_done());

  const ScriptedServer slow([](ServedConnection& connection) {
    connection.read();
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
    connection.wait_for_close();
  });
  EXPECT_THAT(failure<Timeout>({.server = slow.url()}, request).what(),
              EndsWith("the answer of " + slow.url() + " was not complete within 20 ms"));
}

TEST(CurlTimeTest, ConnectingHasItsOwnLimit) {
  const ScriptedServer silent([](ServedConnection& connection) { connection.wait_for_close(); });
  const std::string url = "https" + silent.url().substr(4);
  const auto error = failure<Timeout>({.server = url, .connect_timeout = 20ms});
  EXPECT_THAT(error.what(), HasSubstr("no connection to " + url + " within 20 ms"));
  EXPECT_FALSE(error.may_have_been_done());
}

TEST(CurlTimeTest, NameResolutionIsPartOfConnecting) {
  const testing::SlowResolver resolver;
  const std::string url = std::string("https://") + testing::unresolvable_host;
  EXPECT_THAT(failure<Timeout>({.server = url, .connect_timeout = 20ms}).what(),
              HasSubstr("no connection to " + url));
}

TEST(CurlTimeTest, DeadlineCountsToo) {
  const ScriptedServer silent([](ServedConnection& connection) { connection.wait_for_close(); });
  Request request = get();
  request.timeout = 1h;
  request.deadline = std::chrono::steady_clock::now() + 20ms;
  EXPECT_THAT(failure<Timeout>({.server = silent.url()}, request).what(),
              HasSubstr("no answer from"));
  request.deadline = std::chrono::steady_clock::now() - 1h;
  const auto error = failure<Timeout>({.server = silent.url()}, request);
  EXPECT_STREQ(error.what(), "get Pod default/a: no time was left to send it");
  EXPECT_FALSE(error.may_have_been_done());
}

TEST(CurlTimeTest, CountsForWhatHasComeAlready) {
  const ScriptedServer server(ScriptedServer::always(200, std::string(1'000'000, 'x')));
  const auto deadline = std::chrono::steady_clock::now() + 100ms;
  FirstPiece sink([&] {
    while (std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  });
  Request request = get();
  request.sink = &sink;
  request.deadline = deadline;
  EXPECT_THROW(make_curl_transport({.server = server.url()})->send(request), Timeout);
  EXPECT_LE(sink.pieces(), 1);
}

TEST(CurlTimeTest, TimesWithoutEndAreNotOverAtOnce) {
  const ScriptedServer server(ScriptedServer::always(200, "ok"));
  const auto transport = make_curl_transport(
      {.server = server.url(), .connect_timeout = std::chrono::milliseconds::max()});
  for (const bool shared : {false, true}) {
    Request request = get();
    request.timeout = std::chrono::milliseconds::max();
    EXPECT_EQ(transport->send(request).body, "ok");
    request.idle_timeout = std::chrono::milliseconds::max();
    request.stream = true;
    request.multiplex = shared;
    Response response = transport->send(request);
    std::string text;
    EXPECT_EQ(response.stream->read(text), BodyStream::End::none);
    EXPECT_EQ(text, "ok");
  }
}

TEST(CurlTimeTest, StreamsTimeEndsWithItsHeaders) {
  std::binary_semaphore go_on(0);
  const ScriptedServer server([&](ServedConnection& connection) {
    connection.read();
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n");
    go_on.acquire();
    connection.write("a");
    connection.wait_for_close();
  });
  Request request = watch();
  request.timeout = 10s;
  request.deadline = std::chrono::steady_clock::now() + 10s;
  Response response = make_curl_transport({.server = server.url()})->send(request);
  request = {};
  go_on.release();
  std::string chunk;
  EXPECT_EQ(response.stream->read(chunk), BodyStream::End::none);
}

}  // namespace
}  // namespace k8s
