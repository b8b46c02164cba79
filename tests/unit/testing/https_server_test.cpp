#include "testing/https_server.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/body_feed.hpp"
#include "support/raw_client.hpp"

namespace k8s::testing::detail {
namespace {

using test::BodyFeed;
using test::RawClient;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;
using Problem = boost::system::error_code;

ServerResponse echo(const ServerRequest& request) {
  return {.headers = {{"Content-Type", "text/plain"}},
          .body = request.method + " " + request.target + " " + request.body};
}

const CertificateAuthority& authority() {
  static const CertificateAuthority instance("server-ca");
  return instance;
}

HttpsServerOptions with_tls() {
  return {.certificate = authority().issue_server({"127.0.0.1"})};
}

void wait_for_connections(const HttpsServer& server, std::size_t count) {
  while (server.connections() != count) std::this_thread::yield();
}

std::ptrdiff_t open_files() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
}

TEST(HttpsServer, TellsAClientThatSpeaksHttpWithoutTls) {
  const HttpsServer server(with_tls(), echo);
  for (const std::string method : {"GET", "POST", "PUT"}) {
    RawClient client(server.port());
    client.send(method + " /version HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
    const auto reply = client.read();
    EXPECT_EQ(reply.result_int(), 400);
    EXPECT_EQ(reply.version(), 10);
    EXPECT_EQ(reply.body(), "Client sent an HTTP request to an HTTPS server.\n");
  }
  RawClient client(server.port(), authority().pem());
  EXPECT_EQ(client.get("/").result_int(), 200);
}

TEST(HttpsServer, AnswersWhatTheHandlerReturns) {
  const HttpsServer server({}, [](const ServerRequest& request) -> ServerResponse {
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/a%20b?c=d%2Fe");
    EXPECT_EQ(*request.headers.find("x-first"), "1");
    EXPECT_EQ(request.body, "hello");
    EXPECT_FALSE(request.client);
    return {.status = 201, .headers = {{"Content-Type", "text/plain"}}, .body = "made"};
  });
  EXPECT_EQ(server.url(), "http://127.0.0.1:" + std::to_string(server.port()));
  RawClient client(server.port());
  client.send("POST /a%20b?c=d%2Fe HTTP/1.1\r\nX-First: 1\r\nContent-Length: 5\r\n\r\nhello");
  const auto reply = client.read();
  EXPECT_EQ(reply.result_int(), 201);
  EXPECT_EQ(reply["Content-Type"], "text/plain");
  EXPECT_EQ(reply.body(), "made");
}

TEST(HttpsServer, ServesManyRequestsOverOneConnection) {
  const HttpsServer server(with_tls(), echo);
  RawClient client(server.port(), authority().pem());
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(client.get("/" + std::to_string(i)).body(), "GET /" + std::to_string(i) + " ");
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST(HttpsServer, AnswersPipelinedRequestsInOrder) {
  const HttpsServer server({}, [](const ServerRequest& request) -> ServerResponse {
    if (request.target != "/stream") return echo(request);
    BodyFeed feed;
    feed.push("streamed");
    feed.finish();
    return {.source = feed.source()};
  });
  RawClient client(server.port());
  client.send(
      "GET /1 HTTP/1.1\r\n\r\n"
      "POST /2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
      "GET /stream HTTP/1.1\r\n\r\n"
      "GET /4 HTTP/1.1\r\n\r\n");
  EXPECT_EQ(client.read().body(), "GET /1 ");
  EXPECT_EQ(client.read().body(), "POST /2 abc");
  EXPECT_EQ(client.read().body(), "streamed");
  EXPECT_EQ(client.read().body(), "GET /4 ");
}

TEST(HttpsServer, SendsNoBodyWhereThereIsNone) {
  const HttpsServer server({}, [](const ServerRequest& request) -> ServerResponse {
    if (request.method == "HEAD") return {.body = "not sent"};
    return {.status = 204};
  });
  RawClient client(server.port());
  client.send("HEAD / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(client.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 200 OK"));
  EXPECT_THAT(client.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 204 No Content"));
  EXPECT_EQ(client.read_to_end(), boost::asio::error::eof);
}

TEST(HttpsServer, TellsAClientThatWaitsToSendItsBody) {
  const HttpsServer server({}, echo);
  RawClient client(server.port());
  client.send("PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("body");
  EXPECT_EQ(client.read().body(), "PUT / body");
}

TEST(HttpsServer, AnswersAnOldClientWithoutChunks) {
  const HttpsServer server({}, [](const ServerRequest&) -> ServerResponse {
    BodyFeed feed;
    feed.push("one");
    feed.push("two");
    feed.finish();
    return {.source = feed.source()};
  });
  RawClient client(server.port());
  client.send("GET / HTTP/1.0\r\n\r\n");
  const auto reply = client.read();
  EXPECT_FALSE(reply.chunked());
  EXPECT_EQ(reply.body(), "onetwo");
}

TEST(HttpsServer, SaysWhatAHandlerThrew) {
  const HttpsServer server({}, [](const ServerRequest&) -> ServerResponse {
    throw std::runtime_error("no such thing");
  });
  RawClient client(server.port());
  const auto reply = client.get("/");
  EXPECT_EQ(reply.result_int(), 500);
  EXPECT_EQ(reply.body(), "no such thing");
  EXPECT_EQ(client.get("/").result_int(), 500);
}

// ---- Client certificates

class HttpsServerClients : public ::testing::Test {
 protected:
  static ServerResponse who(const ServerRequest& request) {
    if (request.client_refused) return {.status = 401};
    if (!request.client) return {.body = "nobody"};
    std::string groups;
    for (const std::string& group : request.client->organizations) groups += " " + group;
    return {.body = request.client->common_name + groups};
  }
  static RawClient::Reply ask(const HttpsServer& server,
                              const std::optional<KeyPair>& certificate) {
    return RawClient(server.port(), authority().pem(), certificate).get("/");
  }
  HttpsServer make() const {
    HttpsServerOptions options = with_tls();
    options.client_ca_pem = client_authority_.pem();
    return {std::move(options), who};
  }

  CertificateAuthority client_authority_{"client-ca"};
};

TEST_F(HttpsServerClients, AreNamedByTheirCertificate) {
  const HttpsServer server = make();
  EXPECT_EQ(ask(server, client_authority_.issue_client("alice", {"dev", "system:masters"})).body(),
            "alice dev system:masters");
}

TEST_F(HttpsServerClients, AreToldApartByTheDigestsOfTheirCertificates) {
  HttpsServerOptions options = with_tls();
  options.client_ca_pem = client_authority_.pem();
  const HttpsServer server(std::move(options), [](const ServerRequest& request) {
    return ServerResponse{.body = request.client->digest};
  });
  const KeyPair certificate = client_authority_.issue_client("alice");
  const std::string digest = ask(server, certificate).body();
  EXPECT_EQ(digest.size(), 64U);
  EXPECT_EQ(ask(server, certificate).body(), digest);
  EXPECT_NE(ask(server, client_authority_.issue_client("alice")).body(), digest);
}

TEST_F(HttpsServerClients, NeedNoCertificate) {
  const HttpsServer server = make();
  EXPECT_EQ(ask(server, std::nullopt).body(), "nobody");
}

TEST_F(HttpsServerClients, AreRefusedIfAnotherAuthorityIssuedTheirs) {
  const HttpsServer server = make();
  const CertificateAuthority stranger("client-ca");
  EXPECT_EQ(ask(server, stranger.issue_client("alice")).result_int(), 401);
}

TEST_F(HttpsServerClients, AreRefusedIfTheirsHasExpired) {
  const HttpsServer server = make();
  const Validity past{.begins = -std::chrono::hours(48), .ends = -std::chrono::hours(24)};
  EXPECT_EQ(ask(server, client_authority_.issue_client("alice", {}, past)).result_int(), 401);
}

TEST_F(HttpsServerClients, AreRefusedWithAServersCertificate) {
  const HttpsServer server = make();
  EXPECT_EQ(ask(server, client_authority_.issue_server({"alice"})).result_int(), 401);
}

// ---- Streams

/// Answers "/stream" from `feed`, everything else with an echo.
HttpsServer::Handler streaming(const BodyFeed& feed) {
  return [feed](const ServerRequest& request) -> ServerResponse {
    if (request.target == "/stream") return {.source = feed.source()};
    return echo(request);
  };
}
constexpr std::string_view get_stream = "GET /stream HTTP/1.1\r\n\r\n";

TEST(HttpsServerStream, SendsEachPieceWhenItComes) {
  BodyFeed feed;
  const HttpsServer server(with_tls(), streaming(feed));
  RawClient client(server.port(), authority().pem());
  client.send(get_stream);
  EXPECT_THAT(client.read_until("\r\n\r\n"), HasSubstr("Transfer-Encoding: chunked"));
  feed.push("first\n");
  EXPECT_EQ(client.read_until("first\n\r\n"), "6\r\nfirst\n\r\n");
  feed.push("second\n");
  EXPECT_EQ(client.read_until("second\n\r\n"), "7\r\nsecond\n\r\n");
  feed.finish();
  EXPECT_EQ(client.read_until("\r\n\r\n"), "0\r\n\r\n");
  feed.wait_until_dropped();
  EXPECT_EQ(client.get("/after").body(), "GET /after ");
}

TEST(HttpsServerStream, LosesNothingOfManyPiecesFromAnotherThread) {
  BodyFeed feed;
  const HttpsServer server({}, streaming(feed));
  RawClient client(server.port());
  client.send(get_stream);
  std::string expected;
  for (int i = 0; i < 20000; ++i) expected += std::to_string(i) + "\n";
  const std::jthread writer([feed]() mutable {
    for (int i = 0; i < 20000; ++i) feed.push(std::to_string(i) + "\n");
    feed.finish();
  });
  EXPECT_EQ(client.read().body(), expected);
}

TEST(HttpsServerStream, WaitsForASlowClient) {
  BodyFeed feed;
  constexpr std::size_t pieces = 512;
  const std::string piece(std::size_t{64} << 10, 'x');
  for (std::size_t i = 0; i < pieces; ++i) feed.push(piece);
  feed.finish();
  const HttpsServer server({}, streaming(feed));
  RawClient client(server.port());
  RawClient other(server.port());
  client.send(get_stream);
  while (feed.waiting() == pieces) std::this_thread::yield();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(other.get("/").body(), "GET / ");
  // Whatever the kernel's buffers hold, it is less than most of these 32 MB.
  EXPECT_GT(feed.waiting(), pieces / 4);
  EXPECT_FALSE(feed.dropped());
  EXPECT_EQ(client.read().body().size(), pieces * piece.size());
}

TEST(HttpsServerStream, IsDroppedWhenAnIdleClientLeaves) {
  const BodyFeed feed;
  const HttpsServer server(with_tls(), streaming(feed));
  {
    RawClient client(server.port(), authority().pem());
    client.send(get_stream);
    client.read_until("\r\n\r\n");
  }
  feed.wait_until_dropped();
  wait_for_connections(server, 0);
}

TEST(HttpsServerStream, IsDroppedWhenAClientLeavesThatDoesNotRead) {
  BodyFeed feed;
  for (int i = 0; i < 512; ++i) feed.push(std::string(std::size_t{64} << 10, 'x'));
  const HttpsServer server({}, streaming(feed));
  {
    RawClient client(server.port());
    client.send(get_stream);
    client.read_until("\r\n\r\n");
  }
  feed.wait_until_dropped();
}

TEST(HttpsServerStream, IsDroppedWhenTheServerStops) {
  BodyFeed feed;
  HttpsServer server({}, streaming(feed));
  RawClient client(server.port());
  client.send(get_stream);
  client.read_until("\r\n\r\n");
  server.stop();
  EXPECT_TRUE(feed.dropped());
  EXPECT_NE(client.read_to_end(), Problem());
  feed.push("nobody hears this");
}

TEST(HttpsServerStream, EndsBrokenWhenItsSourceThrows) {
  class Broken final : public BodySource {
   public:
    void on_wake(Wake) override {}
    State pull(std::string&) override { throw std::runtime_error("broken"); }
  };
  const HttpsServer server({}, [](const ServerRequest&) -> ServerResponse {
    return {.source = std::make_unique<Broken>()};
  });
  RawClient client(server.port());
  client.send(get_stream);
  EXPECT_NE(client.read_to_end(), Problem());
  wait_for_connections(server, 0);
}

// ---- Faults

class HttpsServerFaults : public ::testing::TestWithParam<bool> {
 protected:
  /// A server whose every answer has `fault`; its body streams if the parameter says so.
  static HttpsServer make(Fault fault) {
    return {{}, [fault](const ServerRequest&) -> ServerResponse {
              if (!GetParam()) return {.body = "0123456789", .fault = fault};
              BodyFeed feed;
              feed.push("0123");
              feed.push("456789");
              feed.finish();
              return {.source = feed.source(), .fault = fault};
            }};
  }
  struct Outcome {
    std::string body;
    Problem problem;
  };
  static Outcome ask(const HttpsServer& server) {
    RawClient client(server.port());
    client.send("GET / HTTP/1.1\r\n\r\n");
    Outcome outcome;
    outcome.body = client.read(outcome.problem).body();
    return outcome;
  }
};

TEST_P(HttpsServerFaults, ResetBeforeTheAnswer) {
  const HttpsServer server = make({Fault::Kind::reset});
  const Outcome outcome = ask(server);
  EXPECT_EQ(outcome.problem, boost::asio::error::connection_reset);
  EXPECT_EQ(outcome.body, "");
}

TEST_P(HttpsServerFaults, CloseBeforeTheAnswer) {
  const HttpsServer server = make({Fault::Kind::truncate});
  EXPECT_EQ(ask(server).problem, boost::beast::http::error::end_of_stream);
}

TEST_P(HttpsServerFaults, CloseInTheMiddle) {
  const HttpsServer server = make({Fault::Kind::truncate, 6});
  const Outcome outcome = ask(server);
  EXPECT_EQ(outcome.problem, boost::beast::http::error::partial_message);
  EXPECT_EQ(outcome.body, "012345");
}

TEST_P(HttpsServerFaults, ResetInTheMiddle) {
  const HttpsServer server = make({Fault::Kind::reset, 6});
  EXPECT_EQ(ask(server).problem, boost::asio::error::connection_reset);
}

TEST_P(HttpsServerFaults, StallUntilTheClientGivesUp) {
  const HttpsServer server = make({Fault::Kind::stall, 3});
  {
    RawClient client(server.port());
    client.send("GET / HTTP/1.1\r\n\r\n");
    client.read_until("012");
    EXPECT_EQ(server.connections(), 1);
  }
  wait_for_connections(server, 0);
}

INSTANTIATE_TEST_SUITE_P(WholeOrStreamed, HttpsServerFaults, ::testing::Bool(),
                         [](const auto& parameter) {
                           return parameter.param ? "Streamed" : "Whole";
                         });

TEST(HttpsServer, AnswersLateIfAsked) {
  const HttpsServer server({}, [](const ServerRequest&) -> ServerResponse {
    return {.body = "late", .delay = std::chrono::milliseconds(20)};
  });
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(RawClient(server.port()).get("/").body(), "late");
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(20));
}

TEST(HttpsServer, DropsConnectionsAndGoesOn) {
  HttpsServer server({}, echo);
  RawClient client(server.port());
  client.get("/");
  server.drop_connections();
  EXPECT_NE(client.read_to_end(), Problem());
  EXPECT_EQ(RawClient(server.port()).get("/").body(), "GET / ");
}

// ---- Bad input

class HttpsServerGarbage : public ::testing::TestWithParam<std::string> {};

TEST_P(HttpsServerGarbage, IsAnsweredWith400AndAClose) {
  const HttpsServer server({}, echo);
  RawClient client(server.port());
  client.send(GetParam());
  EXPECT_EQ(client.read().result_int(), 400);
  EXPECT_EQ(client.read_to_end(), boost::asio::error::eof);
  EXPECT_EQ(RawClient(server.port()).get("/").body(), "GET / ");
}

INSTANTIATE_TEST_SUITE_P(
    Requests, HttpsServerGarbage,
    ::testing::Values(std::string("\0\0\0\0\0\0\0\0\r\n\r\n", 12), "hello\r\n\r\n",
                      "GET / HTTP/9.9\r\n\r\n", "GET /\r\n\r\n",
                      "GET / HTTP/1.1\r\nno colon\r\n\r\n",
                      "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                      "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                      "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                      "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                      "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"));

TEST(HttpsServer, RefusesHeadersThatAreTooLong) {
  const HttpsServer server({}, echo);
  RawClient client(server.port());
  client.send("GET / HTTP/1.1\r\nX: " + std::string(std::size_t{70} << 10, 'x'));
  EXPECT_EQ(client.read().result_int(), 431);
  EXPECT_EQ(client.read_to_end(), boost::asio::error::eof);
}

TEST(HttpsServer, LetsTheHandlerRefuseABodyThatIsTooLong) {
  HttpsServerOptions options;
  options.max_body = 1000;
  const HttpsServer server(options, [](const ServerRequest& request) -> ServerResponse {
    return {.status = request.body_too_large ? 413 : 200,
            .body = std::to_string(request.body.size())};
  });
  for (const std::string_view framing :
       {"Content-Length: 100000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n186a0\r\n"}) {
    RawClient client(server.port());
    client.send("PUT / HTTP/1.1\r\n" + std::string(framing) + std::string(100000, 'x'));
    const auto reply = client.read();
    EXPECT_EQ(reply.result_int(), 413);
    EXPECT_EQ(reply.body(), "0");
    EXPECT_EQ(client.read_to_end(), boost::asio::error::eof);
  }
  RawClient client(server.port());
  client.send("PUT / HTTP/1.1\r\nContent-Length: 1000\r\n\r\n" + std::string(1000, 'x'));
  EXPECT_EQ(client.read().body(), "1000");
}

TEST(HttpsServer, ClosesOnAClientThatSpeaksNoTls) {
  const HttpsServer server(with_tls(), echo);
  RawClient client(server.port());
  client.send("GET / HTTP/1.1\r\n\r\n");
  EXPECT_NE(client.read_to_end(), Problem());
  EXPECT_EQ(RawClient(server.port(), authority().pem()).get("/").body(), "GET / ");
}

TEST(HttpsServer, GivesUpOnHalfARequest) {
  HttpsServerOptions options;
  options.request_timeout = std::chrono::milliseconds(20);
  const HttpsServer server(options, echo);
  RawClient half(server.port());
  half.send("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n12345");
  EXPECT_NE(half.read_to_end(), Problem());
}

TEST(HttpsServer, StopsInTheMiddleOfRequestsAndHandshakes) {
  HttpsServer server(with_tls(), echo);
  RawClient half(server.port(), authority().pem());
  half.send("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n12345");
  RawClient silent(server.port());
  wait_for_connections(server, 2);
  server.stop();
  EXPECT_EQ(server.connections(), 0);
  EXPECT_NE(half.read_to_end(), Problem());
  EXPECT_THROW(RawClient(server.port()), boost::system::system_error);
  server.stop();
}

TEST(HttpsServer, ServesManyClientsAtATimeAndLeaksNoFile) {
  const std::ptrdiff_t before = open_files();
  {
    const HttpsServer server(with_tls(), [](const ServerRequest& request) -> ServerResponse {
      if (request.target != "/watch") return echo(request);
      return {.source = BodyFeed().source()};
    });
    std::atomic<int> answers = 0;
    {
      std::vector<std::jthread> clients;
      for (int i = 0; i < 8; ++i) {
        clients.emplace_back([&] {
          std::vector<std::unique_ptr<RawClient>> watches;
          for (int k = 0; k < 10; ++k) {
            watches.push_back(std::make_unique<RawClient>(server.port(), authority().pem()));
            watches.back()->send("GET /watch HTTP/1.1\r\n\r\n");
            watches.back()->read_until("\r\n\r\n");
          }
          RawClient client(server.port(), authority().pem());
          for (int k = 0; k < 50; ++k) answers += client.get("/").body() == "GET / " ? 1 : 0;
        });
      }
    }
    EXPECT_EQ(answers, 400);
    wait_for_connections(server, 0);
  }
  EXPECT_EQ(open_files(), before);
}

TEST(HttpsServer, SaysWhyItCannotListen) {
  const HttpsServer first({}, echo);
  HttpsServerOptions options;
  options.port = first.port();
  EXPECT_THAT([&] { const HttpsServer second(options, echo); },
              ThrowsMessage<std::runtime_error>(HasSubstr("Address already in use")));
  EXPECT_THROW(HttpsServer({.certificate = KeyPair{"no", "PEM"}}, echo), std::runtime_error);
}

}  // namespace
}  // namespace k8s::testing::detail
