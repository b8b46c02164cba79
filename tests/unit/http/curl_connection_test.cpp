#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <mutex>
#include <optional>
#include <semaphore>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/error.hpp>
#include <k8s/transport.hpp>

#include "support/curl_requests.hpp"
#include "support/file_limit.hpp"
#include "support/in_fork.hpp"
#include "support/sanitized.hpp"
#include "support/scripted_server.hpp"

namespace k8s {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using testing::FileLimit;
using testing::get;
using testing::in_fork;
using testing::ScriptedServer;
using testing::ServedConnection;
using testing::ServerTls;
using testing::thrown_by;
using testing::watch;
using testing::with_body;
using testing::detail::CertificateAuthority;
using testing::detail::KeyPair;

TEST(CurlConnectionTest, ConnectionsAreKept) {
  const CertificateAuthority authority("CA");
  const KeyPair pair = authority.issue_server({"127.0.0.1"});
  const ScriptedServer server(ScriptedServer::always(200, "ok"),
                              ServerTls{pair.certificate_pem, pair.key_pem});
  const auto transport = make_curl_transport({.server = server.url(), .ca_pem = authority.pem()});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(transport->send(get()).body, "ok");
  EXPECT_EQ(server.connections(), 1);
}

TEST(CurlConnectionTest, NewConnectionsTakeUpTheTlsSession) {
  const CertificateAuthority authority("CA");
  const KeyPair pair = authority.issue_server({"127.0.0.1"});
  const KeyPair client = authority.issue_client("me");
  for (const int version : {0x0303, 0x0304}) {
    const ScriptedServer server(
        [](ServedConnection& connection) {
          connection.read();
          connection.answer(200, connection.resumed ? "resumed" : "new", "Connection: close\r\n");
        },
        ServerTls{pair.certificate_pem, pair.key_pem, authority.pem(), version});
    const CurlOptions options{.server = server.url(),
                              .ca_pem = authority.pem(),
                              .certificate_pem = client.certificate_pem,
                              .key_pem = client.key_pem};
    const auto transport = make_curl_transport(options);
    EXPECT_EQ(transport->send(get()).body, "new");
    EXPECT_EQ(transport->send(get()).body, "resumed");
    std::jthread([&] { EXPECT_EQ(transport->send(get()).body, "resumed"); });
    EXPECT_EQ(make_curl_transport(options)->send(get()).body, "new")
        << "a transport does not use what another has agreed on";
  }
}

TEST(CurlConnectionTest, ToldWhatAnAnswerTook) {
  const CertificateAuthority authority("CA");
  const KeyPair pair = authority.issue_server({"127.0.0.1"});
  const ScriptedServer server(ScriptedServer::always(200, std::string(1000, 'x')),
                              ServerTls{pair.certificate_pem, pair.key_pem});
  const auto transport = make_curl_transport({.server = server.url(), .ca_pem = authority.pem()});
  const Transfer first =
      transport->send(with_body(Method::post, std::string(100'000, 'a'))).transfer;
  EXPECT_TRUE(first.new_connection);
  EXPECT_TRUE(first.tls_handshake);
  EXPECT_GT(first.bytes_sent, 100'000U);
  EXPECT_LT(first.bytes_sent, 101'000U);
  EXPECT_GT(first.bytes_received, 1000U);
  EXPECT_LT(first.bytes_received, 1200U);
  const Transfer small = transport->send(with_body(Method::post, std::string(500, 'a'))).transfer;
  EXPECT_GT(small.bytes_sent, 500U);
  EXPECT_LT(small.bytes_sent, 800U);
  const Transfer second = transport->send(get()).transfer;
  EXPECT_FALSE(second.new_connection);
  EXPECT_FALSE(second.tls_handshake);
  EXPECT_LT(second.bytes_sent, 1000U);
}

TEST(CurlConnectionTest, ConnectionThatTheServerClosedWhileIdleIsReplaced) {
  std::binary_semaphore closed(0);
  const ScriptedServer server([&](ServedConnection& connection) {
    while (connection.read()) {
      connection.answer(200, "ok");
      if (connection.number > 0) continue;
      connection.drop();
      closed.release();
      return;
    }
  });
  const auto transport = make_curl_transport({.server = server.url()});
  EXPECT_EQ(transport->send(get()).body, "ok");
  closed.acquire();
  EXPECT_EQ(transport->send(with_body(Method::post, "a")).body, "ok") << "an unsafe one too";
}

TEST(CurlConnectionTest, WhatComesUnaskedIsNoAnswerToTheNextRequest) {
  const CertificateAuthority authority("CA");
  const KeyPair pair = authority.issue_server({"127.0.0.1"});
  for (const bool encrypted : {false, true}) {
    for (const bool closes : {false, true}) {
      std::binary_semaphore answered(0);
      std::binary_semaphore told(0);
      const ScriptedServer server(
          [&](ServedConnection& connection) {
            connection.read();
            connection.answer(200, "ok");
            if (connection.number > 0) return;
            answered.acquire();
            // As proxies do before they close what was idle.
            connection.answer(408, "too late");
            if (closes) connection.drop();
            connection.wait_until_delivered();
            told.release();
            connection.wait_for_close();
          },
          encrypted ? std::optional(ServerTls{pair.certificate_pem, pair.key_pem}) : std::nullopt);
      const auto transport =
          make_curl_transport({.server = server.url(), .ca_pem = authority.pem()});
      transport->send(get());
      answered.release();
      told.acquire();
      const Response second = transport->send(with_body(Method::post, "a"));
      EXPECT_EQ(second.status, 200) << second.body;
      EXPECT_EQ(server.connections(), 2);
    }
  }
}

/// Answers one request on each connection, then reads another and closes without an answer.
class ForgetfulServer {
 public:
  ForgetfulServer()
      : server_([this](ServedConnection& connection) {
          while (const auto request = connection.read()) {
            const std::lock_guard lock(mutex_);
            seen_.push_back(request->method);
            if (seen_.size() == 2) return connection.drop();
            connection.answer(200, "ok");
          }
        }) {}
  [[nodiscard]] std::string url() const { return server_.url(); }
  [[nodiscard]] std::vector<std::string> seen() const {
    const std::lock_guard lock(mutex_);
    return seen_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> seen_;
  ScriptedServer server_;
};

TEST(CurlConnectionTest, WhatMayHaveBeenDoneIsNotSentAgainInSecret) {
  for (const Request& request :
       {with_body(Method::post, "abc"), with_body(Method::post, ""), with_body(Method::put, "abc"),
        with_body(Method::patch, "abc"), with_body(Method::delete_, "abc"),
        with_body(Method::delete_, "")}) {
    const ForgetfulServer server;
    const auto transport = make_curl_transport({.server = server.url()});
    transport->send(get());
    const auto error = thrown_by<TransportError>([&] { transport->send(request); });
    EXPECT_THAT(error.what(), EndsWith("was closed before an answer came"));
    EXPECT_TRUE(error.may_have_been_done());
    EXPECT_THAT(server.seen(), ElementsAre("GET", to_string(request.method)));
    EXPECT_EQ(transport->send(get()).body, "ok") << "the transport goes on";
  }
}

TEST(CurlConnectionTest, ReadingIsSentAgainIfAKeptConnectionDied) {
  const ForgetfulServer server;
  const auto transport = make_curl_transport({.server = server.url()});
  transport->send(get());
  EXPECT_EQ(transport->send(get()).body, "ok");
  EXPECT_THAT(server.seen(), ElementsAre("GET", "GET", "GET"));
}

TEST(CurlConnectionTest, IsUsedByManyThreadsAtOnce) {
  const CertificateAuthority authority("CA");
  const KeyPair pair = authority.issue_server({"127.0.0.1"});
  const ScriptedServer server(
      [](ServedConnection& connection) {
        while (const auto request = connection.read()) connection.answer(200, request->target);
      },
      ServerTls{pair.certificate_pem, pair.key_pem});
  const auto transport = make_curl_transport({.server = server.url(), .ca_pem = authority.pem()});
  std::atomic<int> right = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 20; ++i) {
          const std::string path = '/' + std::to_string(t) + '/' + std::to_string(i);
          Request request = get(path);
          request.stream = i % 4 == 0;
          Response response = transport->send(request);
          std::string body = response.body;
          while (response.stream && response.stream->read(body) == BodyStream::End::none) {
          }
          if (body == path) ++right;
        }
      });
    }
  }
  EXPECT_EQ(right, 160);
  EXPECT_LE(server.connections(), 16);
}

TEST(CurlConnectionTest, ChildOfAForkHasItsOwnConnections) {
  const CertificateAuthority authority("CA");
  const KeyPair pair = authority.issue_server({"127.0.0.1"});
  std::binary_semaphore go_on(0);
  const ScriptedServer server(
      [&](ServedConnection& connection) {
        while (const auto request = connection.read()) {
          connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
          if (request->target == "/held") go_on.acquire();
          connection.write("ok");
        }
      },
      ServerTls{pair.certificate_pem, pair.key_pem});
  auto transport = make_curl_transport({.server = server.url(), .ca_pem = authority.pem()});
  const auto finish = [&](Response& response) {
    go_on.release();
    std::string body;
    while (response.stream->read(body) == BodyStream::End::none) {
    }
    EXPECT_EQ(body, "ok");
  };
  // One connection in use, and one that waits for the next request.
  Response held = transport->send(watch("/held"));
  transport->send(get());
  ASSERT_EQ(server.connections(), 2);

  const int status = in_fork([&] {
    const bool right = transport->send(get()).body == "ok";
    held = {};
    transport.reset();
    return right ? 0 : 1;
  });
  EXPECT_EQ(status, 0);
  EXPECT_EQ(server.connections(), 3);

  finish(held);
  held = transport->send(watch("/held"));
  EXPECT_EQ(transport->send(get()).body, "ok");
  finish(held);
  EXPECT_EQ(server.connections(), 3) << "the parent's own live on";
}

std::ptrdiff_t open_files() {
  const std::filesystem::directory_iterator files("/proc/self/fd");
  return std::distance(begin(files), end(files));
}

TEST(CurlConnectionTest, LeavesNoFilesOpen) {
  {
    const ScriptedServer warm_up(ScriptedServer::always(200, ""));
    make_curl_transport({.server = warm_up.url()})->send(get());
  }
  const std::ptrdiff_t before = open_files();
  {
    const ScriptedServer server([](ServedConnection& connection) {
      while (const auto request = connection.read()) {
        if (request->target == "/reset") return connection.reset();
        connection.answer(200, "ok");
      }
    });
    const auto transport = make_curl_transport({.server = server.url()});
    for (int i = 0; i < 10; ++i) {
      transport->send(get());
      transport->send(watch());
      EXPECT_THROW(transport->send(get("/reset")), TransportError);
    }
  }
  EXPECT_EQ(open_files(), before);
}

TEST(CurlConnectionTest, WithoutFreeFilesNothingIsSentUntilThereAreSome) {
  if (testing::sanitized) GTEST_SKIP() << "a sanitizer needs files of its own";
  // What wakes a transfer up takes two, its socket one.
  for (int more = 0; more < 3; ++more) {
    std::binary_semaphore asked(0);
    const ScriptedServer server([&](ServedConnection& connection) {
      while (const auto request = connection.read()) {
        if (request->target == "/mute") {
          asked.release();
        } else {
          connection.answer(200, "ok");
        }
      }
    });
    const auto transport = make_curl_transport({.server = server.url()});
    {
      const FileLimit limit(more);
      const auto error = thrown_by<TransportError>([&] { transport->send(get()); });
      EXPECT_STREQ(error.what(),
                   "get Pod default/a: this process can open no more files (Too many open files): "
                   "close some, or raise its limit (ulimit -n)");
      EXPECT_FALSE(error.may_have_been_done());
    }
    EXPECT_EQ(transport->send(get()).body, "ok");
    std::stop_source stop;
    Request silent = get("/mute");
    silent.stop = stop.get_token();
    const std::jthread stopper([&] {
      asked.acquire();
      stop.request_stop();
    });
    EXPECT_THROW(transport->send(silent), Stopped) << "it can be woken up";
  }
}

/// The flags of each of this process's sockets that is connected to that port.
std::vector<int> flags_of_sockets_to(std::uint16_t port) {
  std::vector<int> flags;
  for (const auto& file : std::filesystem::directory_iterator("/proc/self/fd")) {
    const int socket = std::stoi(file.path().filename().string());
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): how sockets are
    if (::getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &size) != 0) continue;
    if (peer.sin_family == AF_INET && ntohs(peer.sin_port) == port) {
      flags.push_back(::fcntl(socket, F_GETFD));
    }
  }
  return flags;
}

TEST(CurlConnectionTest, ProgramsThatAreStartedInheritNone) {
  const ScriptedServer server(ScriptedServer::always(200, "ok"));
  const auto transport = make_curl_transport({.server = server.url()});
  transport->send(get());
  EXPECT_THAT(flags_of_sockets_to(server.port()), ElementsAre(FD_CLOEXEC));
}

}  // namespace
}  // namespace k8s
