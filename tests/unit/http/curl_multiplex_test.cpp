// Watches that share a connection and a thread.

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/error.hpp>
#include <k8s/transport.hpp>

#include "support/changing_tls_source.hpp"
#include "support/curl_requests.hpp"
#include "support/file_limit.hpp"
#include "support/http2_server.hpp"
#include "support/in_fork.hpp"
#include "support/sanitized.hpp"
#include "support/scripted_server.hpp"

namespace k8s {
namespace {

using namespace std::chrono_literals;
using testing::ChangingTlsSource;
using testing::failure;
using testing::FileLimit;
using ::testing::HasSubstr;
using testing::Http2Server;
using testing::Http2ServerOptions;
using testing::in_fork;
using testing::sanitized;
using testing::ScriptedServer;
using testing::ServerTls;
using testing::thrown_by;
using testing::watch;
using testing::detail::CertificateAuthority;
using testing::detail::KeyPair;

Request shared_watch() {
  Request request = watch();
  request.multiplex = true;
  return request;
}

/// Reads until so many bytes have come.
std::string read(Response& response, std::size_t size) {
  std::string text;
  while (text.size() < size && response.stream->read(text) == BodyStream::End::none) {
  }
  return text;
}

class CurlMultiplexTest : public ::testing::Test {
 protected:
  [[nodiscard]] Http2ServerOptions serving() const {
    return {.certificate = authority_.issue_server({"127.0.0.1"})};
  }
  [[nodiscard]] std::shared_ptr<Transport> transport_to(const Http2Server& server) const {
    return make_curl_transport({.server = server.url(), .ca_pem = authority_.pem()});
  }

  CertificateAuthority authority_{"CA"};
};

TEST_F(CurlMultiplexTest, AHundredWatchesShareAConnection) {
  Http2Server server(serving());
  const auto transport = transport_to(server);
  std::vector<Response> watches;
  for (int i = 0; i < 100; ++i) watches.push_back(transport->send(shared_watch()));
  EXPECT_EQ(server.connections(), 1U);
  for (std::size_t i = 0; i < watches.size(); ++i) server.send(i, "event " + std::to_string(i));
  for (std::size_t i = 0; i < watches.size(); ++i) {
    const std::string event = "event " + std::to_string(i);
    EXPECT_EQ(read(watches[i], event.size()), event);
  }
  EXPECT_TRUE(watches[0].transfer.new_connection);
  EXPECT_TRUE(watches[0].transfer.tls_handshake);
  EXPECT_FALSE(watches[99].transfer.new_connection);
}

TEST_F(CurlMultiplexTest, ThoseThatBeginAtOnceShareIt) {
  Http2Server server(serving());
  const auto transport = transport_to(server);
  std::vector<Response> watches(20);
  {
    std::vector<std::jthread> threads;
    for (Response& each : watches) {
      threads.emplace_back([&] { each = transport->send(shared_watch()); });
    }
  }
  EXPECT_EQ(server.streams(), 20U);
  EXPECT_EQ(server.connections(), 1U);
}

TEST_F(CurlMultiplexTest, MoreThanTheServerAllowsTakeAnotherConnection) {
  Http2ServerOptions options = serving();
  options.most_streams = 10;
  Http2Server server(options);
  const auto transport = transport_to(server);
  std::vector<Response> watches;
  for (int i = 0; i < 25; ++i) watches.push_back(transport->send(shared_watch()));
  EXPECT_EQ(server.connections(), 3U);
}

TEST_F(CurlMultiplexTest, ASlowReaderHoldsUpTheServerButNoOtherWatch) {
  // More than the window that libcurl gives a stream, so that it has to be held back.
  constexpr std::size_t flood = std::size_t{40} << 20;
  Http2Server server(serving());
  const auto transport = transport_to(server);
  std::vector<Response> watches;
  Request slow = shared_watch();
  slow.idle_timeout = 5s;
  watches.push_back(transport->send(slow));
  for (int i = 1; i < 100; ++i) watches.push_back(transport->send(shared_watch()));
  std::string sent;
  for (std::size_t i = 0; sent.size() < flood; ++i)
    sent += std::to_string(i) + std::string(1000, ' ');
  server.send(0, sent);
  for (int round = 0; round < 3; ++round) {
    for (std::size_t i = 1; i < watches.size(); ++i) server.send(i, "event");
    for (std::size_t i = 1; i < watches.size(); ++i) EXPECT_EQ(read(watches[i], 5), "event");
  }
  EXPECT_GT(server.unsent(0), 0U) << "all of it was read ahead";
  server.end(0);
  std::string got = read(watches[0], sent.size());
  EXPECT_EQ(watches[0].stream->read(got), BodyStream::End::clean) << "the end was held back, too";
  EXPECT_EQ(got.size(), sent.size());
  EXPECT_TRUE(got == sent);
  EXPECT_EQ(server.connections(), 1U);
}

TEST_F(CurlMultiplexTest, EachCanBeStopped) {
  Http2Server server(serving());
  const auto transport = transport_to(server);
  Response staying = transport->send(shared_watch());
  std::vector<std::stop_source> stops(10);
  std::vector<std::string> ends(stops.size());
  {
    std::vector<std::jthread> readers;
    for (std::size_t i = 0; i < stops.size(); ++i) {
      readers.emplace_back([&, i] {
        Request request = shared_watch();
        request.stop = stops[i].get_token();
        try {
          Response response = transport->send(request);
          std::string text;
          response.stream->read(text);
        } catch (const Stopped& error) {
          ends[i] = error.what();
        }
      });
    }
    server.wait_for_streams(stops.size() + 1);
    for (std::stop_source& stop : stops) stop.request_stop();
  }
  EXPECT_THAT(ends, ::testing::Each("get Pod default/a: stopped"));
  server.send(0, "event");
  EXPECT_EQ(read(staying, 5), "event");
  EXPECT_EQ(transport->send(shared_watch()).status, 200);
  server.wait_for_cancelled(stops.size());  // told with the next stream, at the latest
  EXPECT_EQ(server.connections(), 1U) << "the connection lives on";
}

TEST_F(CurlMultiplexTest, LeavingTheLastOneClosesTheConnection) {
  const Http2Server server(serving());
  const auto transport = transport_to(server);
  {
    const Response left = transport->send(shared_watch());
  }
  server.wait_for_closed(1);
}

TEST_F(CurlMultiplexTest, StopBeforehandSendsNothing) {
  const Http2Server server(serving());
  std::stop_source stop;
  stop.request_stop();
  Request request = shared_watch();
  request.stop = stop.get_token();
  EXPECT_THROW(transport_to(server)->send(request), Stopped);
  EXPECT_EQ(server.connections(), 0U);
}

TEST_F(CurlMultiplexTest, AStreamEndsBreaksOrFallsSilentByItself) {
  Http2Server server(serving());
  const auto transport = transport_to(server);
  Request request = shared_watch();
  request.idle_timeout = 1ms;
  Response silent = transport->send(request);
  Response ended = transport->send(shared_watch());
  Response broken = transport->send(shared_watch());
  server.send(1, "last");
  server.end(1);
  server.send(2, "event");
  EXPECT_EQ(read(broken, 5), "event");
  server.break_off(2);

  std::string text;
  EXPECT_EQ(silent.stream->read(text), BodyStream::End::idle);
  EXPECT_EQ(read(ended, 100), "last");
  EXPECT_EQ(ended.stream->read(text), BodyStream::End::clean) << "again and again";
  const auto error = thrown_by<TransportError>([&] { broken.stream->read(text); });
  EXPECT_STREQ(error.what(), ("get Pod default/a: the connection to " + server.url() +
                              " was closed in the middle of the answer, after 5 bytes of its body")
                                 .c_str());
  EXPECT_THROW(broken.stream->read(text), TransportError);

  server.send(0, "there");
  while (silent.stream->read(text) == BodyStream::End::idle) {
  }
  EXPECT_EQ(text, "there");
}

TEST_F(CurlMultiplexTest, ALostConnectionBreaksAllAndIsMadeAnew) {
  Http2Server server(serving());
  const auto transport = transport_to(server);
  Response first = transport->send(shared_watch());
  Response second = transport->send(shared_watch());
  server.send(0, "event");
  EXPECT_EQ(read(first, 5), "event");
  server.drop_connections();
  std::string text;
  EXPECT_THAT(thrown_by<TransportError>([&] { first.stream->read(text); }).what(),
              HasSubstr(" was closed in the middle of the answer, after 5 bytes of its body"));
  EXPECT_THROW(second.stream->read(text), TransportError);
  Response third = transport->send(shared_watch());
  server.send(2, "on we go");
  EXPECT_EQ(read(third, 8), "on we go");
  EXPECT_EQ(server.connection_of(2), 1U);
}

TEST_F(CurlMultiplexTest, AServerThatSpreadsItsClientsLosesNoWatch) {
  Http2Server server(serving());
  const auto transport = transport_to(server);
  Response first = transport->send(shared_watch());
  server.go_away();
  server.send(0, "it was said");
  EXPECT_EQ(read(first, 11), "it was said");
  std::vector<Response> later;
  for (std::size_t i = 1; i <= 3; ++i) {
    later.push_back(transport->send(shared_watch()));
    EXPECT_EQ(server.connection_of(i), 1U) << "where streams are taken";
    server.send(i, "later");
    EXPECT_EQ(read(later.back(), 5), "later");
  }
  server.send(0, "still");
  EXPECT_EQ(read(first, 5), "still");
  server.end(0);
  EXPECT_EQ(read(first, 1), "");
}

// Its word that no more are taken and our next watch may pass each other on the way.
TEST_F(CurlMultiplexTest, AWatchThatAServerNoLongerTakesGoesElsewhere) {
  Http2ServerOptions options = serving();
  options.leaves_after = 2;
  Http2Server server(options);
  const auto transport = transport_to(server);
  std::vector<Response> watches;
  for (int i = 0; i < 5; ++i) watches.push_back(transport->send(shared_watch()));
  EXPECT_EQ(server.connections(), 3U);
  for (std::size_t i = 0; i < watches.size(); ++i) {
    EXPECT_EQ(server.connection_of(i), i / 2);
    server.send(i, "event");
    EXPECT_EQ(read(watches[i], 5), "event");
  }
}

TEST_F(CurlMultiplexTest, ARefusalComesWhole) {
  Http2ServerOptions options = serving();
  options.refuses = true;
  const Http2Server server(options);
  const auto transport = transport_to(server);
  for (int i = 0; i < 2; ++i) {
    const Response response = transport->send(shared_watch());
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(response.body, "nothing here");
    EXPECT_FALSE(response.stream);
  }
  EXPECT_EQ(server.connections(), 1U);
}

TEST_F(CurlMultiplexTest, AConnectionThatNothingComesBackOverIsLeft) {
  Http2ServerOptions options = serving();
  options.mute = true;
  Http2Server server(options);
  const auto transport = transport_to(server);
  Request request = shared_watch();
  request.timeout = 500ms;  // enough for a connection
  const auto error = thrown_by<Timeout>([&] { transport->send(request); });
  EXPECT_EQ(std::string(error.what()).find("get Pod default/a: no "), 0U) << error.what();
  request.timeout = 0ms;
  request.deadline = std::chrono::steady_clock::now() + 2s;
  EXPECT_THAT(thrown_by<Timeout>([&] { transport->send(request); }).what(),
              HasSubstr("no answer from " + server.url()));
  EXPECT_EQ(server.connections(), 2U);
}

TEST_F(CurlMultiplexTest, WithoutHttp2EachHasItsOwnConnection) {
  const KeyPair pair = authority_.issue_server({"127.0.0.1"});
  const ScriptedServer server(
      [](testing::ServedConnection& connection) {
        connection.read();
        connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nevent\r\n");
        connection.wait_for_close();
      },
      ServerTls{pair.certificate_pem, pair.key_pem});
  const auto transport = make_curl_transport({.server = server.url(), .ca_pem = authority_.pem()});
  std::vector<Response> watches;
  for (int i = 0; i < 3; ++i) watches.push_back(transport->send(shared_watch()));
  for (Response& each : watches) EXPECT_EQ(read(each, 5), "event");
  EXPECT_EQ(server.connections(), 3);
}

TEST_F(CurlMultiplexTest, ErrorsReadAsThoseOfOtherRequests) {
  const KeyPair pair = authority_.issue_server({"127.0.0.1"});
  const CertificateAuthority stranger("stranger");
  const KeyPair foreign = stranger.issue_client("foreigner");
  const Http2Server server({.certificate = pair});
  const Http2Server strict({.certificate = pair, .client_ca_pem = authority_.pem()});
  const ScriptedServer plain([](testing::ServedConnection& connection) {
    connection.skip();
    connection.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
  });
  const ScriptedServer silent(
      [](testing::ServedConnection& connection) { connection.wait_for_close(); });
  const auto over_tls = [](const ScriptedServer& each) { return "https" + each.url().substr(4); };
  for (const CurlOptions& options : std::vector<CurlOptions>{
           {.server = "https://127.0.0.1:1"},
           {.server = server.url(), .ca_pem = stranger.pem()},
           {.server = server.url(), .ca_pem = authority_.pem(), .tls_server_name = "other"},
           {.server = strict.url(), .ca_pem = authority_.pem()},
           {.server = strict.url(),
            .ca_pem = authority_.pem(),
            .certificate_pem = foreign.certificate_pem,
            .key_pem = foreign.key_pem},
           {.server = over_tls(plain)},
           {.server = over_tls(silent), .connect_timeout = 20ms}}) {
    const auto words = [&](const Request& request) -> std::string {
      try {
        Response response = make_curl_transport(options)->send(request);
        std::string text;
        while (response.stream && response.stream->read(text) == BodyStream::End::none) {
        }
        return "no error";
      } catch (const TransportError& error) {
        return std::string(error.what()) + (error.may_have_been_done() ? " (perhaps)" : "");
      }
    };
    EXPECT_EQ(words(shared_watch()), words(testing::get())) << options.server;
  }
}

TEST_F(CurlMultiplexTest, NewWatchesUseARenewedCertificate) {
  Http2ServerOptions options = serving();
  options.client_ca_pem = authority_.pem();
  Http2Server server(options);
  const auto source = std::make_shared<ChangingTlsSource>();
  const auto renew = [&] {
    const KeyPair pair = authority_.issue_client("me");
    source->change({authority_.pem(), pair.certificate_pem, pair.key_pem});
  };
  renew();
  const auto transport = make_curl_transport({.server = server.url(), .tls_source = source});
  Response before = transport->send(shared_watch());
  renew();
  Response after = transport->send(shared_watch());
  EXPECT_EQ(server.connection_of(1), 1U);
  server.send(0, "old");
  server.send(1, "new");
  EXPECT_EQ(read(before, 3), "old");
  EXPECT_EQ(read(after, 3), "new");
}

TEST_F(CurlMultiplexTest, OutlivesItsTransport) {
  Http2Server server(serving());
  Response response = transport_to(server)->send(shared_watch());
  server.send(0, "event");
  EXPECT_EQ(read(response, 5), "event");
}

TEST_F(CurlMultiplexTest, ChildOfAForkLeavesItsParentsAlone) {
  if (sanitized) GTEST_SKIP() << "a sanitizer's own locks may be held while this process forks";
  Http2Server server(serving());
  auto transport = transport_to(server);
  Response held = transport->send(shared_watch());
  const int status = in_fork([&] {
    bool right = transport->send(shared_watch()).status == 200;
    try {
      std::string text;
      held.stream->read(text);
      right = false;
    } catch (const TransportError&) {  // NOLINT(bugprone-empty-catch): as it should be
    }
    held = {};
    transport.reset();
    return right ? 0 : 1;
  });
  EXPECT_EQ(status, 0);
  server.send(0, "event");
  EXPECT_EQ(read(held, 5), "event");
  EXPECT_EQ(server.connections(), 2U);
}

TEST_F(CurlMultiplexTest, WithoutFreeFilesOrThreadsAWatchFailsAtOnce) {
  if (sanitized) GTEST_SKIP() << "a sanitizer needs files of its own";
  Http2Server server(serving());
  const auto transport = transport_to(server);
  {
    const FileLimit limit(1);
    const auto error = thrown_by<TransportError>([&] { transport->send(shared_watch()); });
    EXPECT_STREQ(error.what(),
                 "get Pod default/a: this process can open no more files (Too many open files): "
                 "close some, or raise its limit (ulimit -n)");
    EXPECT_FALSE(error.may_have_been_done());
  }
  EXPECT_EQ(transport->send(shared_watch()).status, 200);

  const int status = in_fork([&] {
    constexpr uid_t nobody = 65534;  // the limit is none for root
    const rlimit none{.rlim_cur = 0, .rlim_max = 0};
    if (::setrlimit(RLIMIT_NPROC, &none) != 0 || (::getuid() == 0 && ::setuid(nobody) != 0)) {
      return 2;
    }
    try {
      transport->send(shared_watch());
    } catch (const TransportError& error) {
      const std::string_view what = error.what();
      return what.find("can start no more threads") != std::string_view::npos ? 0 : 3;
    }
    return 1;
  });
  EXPECT_EQ(status, 0);
}

TEST_F(CurlMultiplexTest, AProcessEndsWhileItWatches) {
  if (sanitized) GTEST_SKIP() << "a sanitizer's own locks may be held while this process forks";
  Http2ServerOptions options = serving();
  options.beginning = std::string(100'000, 'x');
  const Http2Server server(options);
  const int status = in_fork([&]() -> int {
    // As the default client's, they are never destroyed.
    static auto& watches = *new std::vector<Response>;
    static auto& transport = *new std::shared_ptr<Transport>(transport_to(server));
    for (int i = 0; i < 10; ++i) watches.push_back(transport->send(shared_watch()));
    static std::jthread reader([] {
      std::string text;
      while (true) watches[0].stream->read(text);
    });
    reader.detach();
    std::exit(0);  // NOLINT(concurrency-mt-unsafe): that is what is tested
  });
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace k8s
