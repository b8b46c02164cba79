#include <atomic>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/error.hpp>
#include <k8s/transport.hpp>

#include "support/curl_requests.hpp"
#include "support/scripted_server.hpp"

namespace k8s {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using testing::failure;
using testing::get;
using ::testing::Pair;
using testing::ScriptedServer;
using testing::ServedConnection;
using testing::ServedRequest;
using testing::with_body;

TEST(CurlTransportTest, SendsARequestAndBringsTheAnswer) {
  ServedRequest seen;
  const ScriptedServer server([&](ServedConnection& connection) {
    seen = connection.read().value();
    connection.answer(404, R"({"kind":"Status"})", "X-A: 1\r\nx-a:  2 \r\nX-Empty:\r\n");
  });
  Request request = get("/api/v1/pods");
  request.query = {{"labelSelector", "a in (b)"}};
  request.headers = {{"X-Own", "1"}, {"X-Empty", ""}};
  const Response response =
      make_curl_transport({.server = server.url(), .user_agent = "mine"})->send(request);
  EXPECT_EQ(response.status, 404) << "any status is an answer";
  EXPECT_EQ(response.body, R"({"kind":"Status"})");
  EXPECT_EQ(response.attempts, 1);
  EXPECT_FALSE(response.replayed);
  EXPECT_THAT(response.headers, ElementsAre(Pair("Content-Length", "17"), Pair("X-A", "1"),
                                            Pair("x-a", "2"), Pair("X-Empty", "")));
  EXPECT_EQ(seen.method, "GET");
  EXPECT_EQ(seen.target, "/api/v1/pods?labelSelector=a%20in%20%28b%29");
  EXPECT_EQ(seen.header("x-own"), "1");
  EXPECT_EQ(seen.header("User-Agent"), "mine");
  EXPECT_EQ(seen.header("Host"), server.url().substr(7));
  EXPECT_EQ(seen.body, "");
}

TEST(CurlTransportTest, PathPrefixOfTheServerIsKept) {
  std::string target;
  const ScriptedServer server([&](ServedConnection& connection) {
    target = connection.read()->target;
    connection.answer(200);
  });
  make_curl_transport({.server = server.url() + "/k8s/clusters/c-1/"})->send(get("/a/../%2e%2E/b"));
  EXPECT_EQ(target, "/k8s/clusters/c-1/a/../%2e%2E/b") << "nothing is squeezed out of a path";
}

TEST(CurlTransportTest, EachMethodOnOneConnectionLeavesNothingToTheNext) {
  std::vector<std::string> seen;
  const ScriptedServer server([&](ServedConnection& connection) {
    while (const auto request = connection.read()) {
      seen.push_back(request->method + ' ' + request->body + ' ' +
                     request->header("Content-Length") + ' ' + request->header("Content-Type") +
                     request->header("Expect") + request->header("Transfer-Encoding"));
      connection.write(std::string("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n") +
                       (request->method == "HEAD" ? "" : "ok"));
    }
  });
  const auto transport = make_curl_transport({.server = server.url()});
  const std::vector<std::pair<Request, std::string>> all{
      {get(), "GET   "},
      {with_body(Method::get, "a"), "GET a 1 "},
      {with_body(Method::head, ""), "HEAD   "},
      {with_body(Method::post, "abc"), "POST abc 3 "},
      {with_body(Method::post, ""), "POST  0 "},
      {with_body(Method::put, "de"), "PUT de 2 "},
      {with_body(Method::patch, "g"), "PATCH g 1 "},
      {with_body(Method::delete_, ""), "DELETE   "},
      {with_body(Method::delete_, "f"), "DELETE f 1 "}};
  for (const auto& first : all) {
    for (const auto& second : all) {
      seen.clear();
      for (const Request& request : {first.first, second.first}) {
        EXPECT_EQ(transport->send(request).body, request.method == Method::head ? "" : "ok");
      }
      EXPECT_THAT(seen, ElementsAre(first.second, second.second));
    }
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST(CurlTransportTest, NoHeaderIsSentWithTheNextRequestToo) {
  std::vector<std::string> seen;
  const ScriptedServer server([&](ServedConnection& connection) {
    while (const auto request = connection.read()) {
      seen.push_back(request->header("Authorization") + request->header("X-Own"));
      connection.answer(200);
    }
  });
  const auto transport = make_curl_transport({.server = server.url()});
  Request first = get();
  first.headers = {{"Authorization", "Bearer a"}, {"X-Own", "1"}};
  transport->send(first);
  transport->send(get());
  EXPECT_THAT(seen, ElementsAre("Bearer a1", ""));
  EXPECT_EQ(server.connections(), 1);
}

TEST(CurlTransportTest, LargeBodiesGoBothWaysAtOnce) {
  const ScriptedServer server([&](ServedConnection& connection) {
    while (const auto request = connection.read()) {
      connection.answer(200, request->body, "X-Expect: " + request->header("Expect") + "\r\n");
    }
  });
  std::string body(5'000'000, 'x');
  body += std::string("\0end", 4);
  const Response response =
      make_curl_transport({.server = server.url()})->send(with_body(Method::post, body));
  EXPECT_EQ(response.body, body);
  EXPECT_EQ(*response.headers.find("X-Expect"), "") << "it would cost a second";
}

TEST(CurlTransportTest, InterimAnswersAndTrailersAreNotTheAnswer) {
  const ScriptedServer server([&](ServedConnection& connection) {
    connection.read();
    connection.write(
        "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n"
        "3\r\nabc\r\n0\r\nX-T: 1\r\n\r\n");
    connection.wait_for_close();
  });
  const Response response = make_curl_transport({.server = server.url()})->send(get());
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "abc");
  EXPECT_EQ(response.headers.find("Link"), nullptr);
  EXPECT_EQ(response.headers.find("X-T"), nullptr);
}

std::string gzip_of_hellos() {
  constexpr unsigned char bytes[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03,
                                     0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x57, 0xc8, 0x40, 0x27, 0x01,
                                     0xe3, 0x51, 0x3d, 0x8d, 0x17, 0x00, 0x00, 0x00};
  return {std::begin(bytes), std::end(bytes)};
}

TEST(CurlTransportTest, AnswersMayBePacked) {
  std::string accepted;
  const ScriptedServer server([&](ServedConnection& connection) {
    accepted = connection.read()->header("Accept-Encoding");
    connection.answer(200, gzip_of_hellos(), "Content-Encoding: gzip\r\n");
  });
  EXPECT_EQ(make_curl_transport({.server = server.url()})->send(get()).body,
            "hello hello hello hello");
  EXPECT_EQ(accepted, "gzip");
}

TEST(CurlTransportTest, DamagedPackingIsAnError) {
  for (const std::string& body : {std::string("\x1f\x8b no gzip at all"), gzip_of_hellos() + "x"}) {
    const ScriptedServer server(ScriptedServer::always(200, body, "Content-Encoding: gzip\r\n"));
    EXPECT_THAT(failure<TransportError>({.server = server.url()}).what(),
                EndsWith("is packed, but damaged"));
  }
}

TEST(CurlTransportTest, BodyBeyondTheLimitIsRefused) {
  const ScriptedServer server([&](ServedConnection& connection) {
    while (const auto request = connection.read()) {
      if (request->target == "/chunked") {
        connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n");
        connection.write("6\r\nfghijk\r\n0\r\n\r\n");
      } else if (request->target == "/packed") {
        connection.answer(200, gzip_of_hellos(), "Content-Encoding: gzip\r\n");
      } else {
        connection.answer(200, request->target == "/fits" ? "0123456789" : "0123456789A");
      }
    }
  });
  const CurlOptions options{.server = server.url(), .max_body = 10};
  EXPECT_EQ(make_curl_transport(options)->send(get("/fits")).body, "0123456789");
  for (const char* path : {"/plain", "/chunked", "/packed"}) {
    EXPECT_STREQ(
        failure<TransportError>(options, get(path)).what(),
        "get Pod default/a: the answer is larger than 10 bytes: ask for less at once, by a "
        "limit or a selector");
  }
}

/// Keeps what it is given, and throws if that holds a '!'.
class KeepingSink : public BodySink {
 public:
  void begin(const Response& head) override {
    status = head.status;
    taken.clear();
    ++begun;
  }
  void take(std::string_view bytes) override {
    taken += bytes;
    if (taken.find('!') != std::string::npos) throw ValidationError("not that");
  }

  int status = 0;
  int begun = 0;
  std::string taken{};
};

TEST(CurlTransportTest, BodiesMayGoToASink) {
  const ScriptedServer server([&](ServedConnection& connection) {
    while (const auto request = connection.read()) {
      if (request->target == "/packed") {
        connection.answer(200, gzip_of_hellos(), "Content-Encoding: gzip\r\n");
      } else if (request->target == "/refused") {
        connection.answer(404, "no");
      } else {
        connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n");
        connection.write("6\r\nfghijk\r\n0\r\n\r\n");
      }
    }
  });
  const auto transport = make_curl_transport({.server = server.url(), .max_body = 4});
  const auto send = [&](const char* path, KeepingSink& sink) {
    Request request = get(path);
    request.sink = &sink;
    return transport->send(request);
  };
  KeepingSink sink;
  EXPECT_EQ(send("/chunked", sink).body, "");
  EXPECT_EQ(sink.taken, "abcdefghijk") << "it is not held, so its size does not count";
  EXPECT_EQ(send("/packed", sink).status, 200);
  EXPECT_EQ(sink.taken, "hello hello hello hello");
  EXPECT_EQ(sink.begun, 2);
  EXPECT_EQ(sink.status, 200);
  KeepingSink unused;
  EXPECT_EQ(send("/refused", unused).body, "no") << "what is refused is no body for it";
  EXPECT_EQ(unused.begun, 0);
}

TEST(CurlTransportTest, WhatASinkThrowsComesOut) {
  const ScriptedServer server(ScriptedServer::always(200, "stop!"));
  KeepingSink sink;
  Request request = get();
  request.sink = &sink;
  EXPECT_THROW((void)make_curl_transport({.server = server.url()})->send(request), ValidationError);
}

TEST(CurlTransportTest, RedirectsAreNotFollowed) {
  std::atomic<int> stolen = 0;
  const ScriptedServer thief([&](ServedConnection&) { ++stolen; });
  const ScriptedServer server(
      ScriptedServer::always(302, "", "Location: " + thief.url() + "/\r\n"));
  Request request = get();
  request.headers = {{"Authorization", "Bearer secret"}};
  EXPECT_EQ(make_curl_transport({.server = server.url()})->send(request).status, 302);
  EXPECT_EQ(stolen, 0);
}

TEST(CurlTransportTest, NothingSlipsIntoTheRequest) {
  const ScriptedServer server(ScriptedServer::always(200, ""));
  const auto transport = make_curl_transport({.server = server.url()});
  for (const char* path : {"", "x", "/a b", "/a\r\nX: 1", "/a\tb", "/a#b"}) {
    EXPECT_THROW(transport->send(get(path)), ValidationError) << path;
  }
  const std::vector<Headers> bad{{{"X-A", "1\r\nX-B: 2"}},
                                 {{"X-A\r\nX-B", "2"}},
                                 {{"", "1"}},
                                 {{"X:A", "1"}},
                                 {{"X-A", std::string("a\0b", 3)}}};
  for (const Headers& headers : bad) {
    Request request = get();
    request.headers = headers;
    EXPECT_THROW(transport->send(request), ValidationError);
  }
  EXPECT_EQ(server.connections(), 0);
}

}  // namespace
}  // namespace k8s
