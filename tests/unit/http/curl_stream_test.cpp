#include <chrono>
#include <semaphore>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/error.hpp>
#include <k8s/transport.hpp>

#include "support/curl_requests.hpp"
#include "support/scripted_server.hpp"

namespace k8s {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using testing::get;
using testing::ScriptedServer;
using testing::ServedConnection;
using testing::thrown_by;
using testing::watch;
using testing::with_body;

TEST(CurlStreamTest, PiecesArriveAsTheyAreSent) {
  std::binary_semaphore next(0);
  std::string accepted;
  const ScriptedServer server([&](ServedConnection& connection) {
    accepted = connection.read()->header("Accept-Encoding");
    connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (const char* piece : {"1\r\na\r\n", "2\r\nbc\r\n", "0\r\n\r\n"}) {
      next.acquire();
      connection.write(piece);
    }
    connection.wait_for_close();
  });
  const auto transport = make_curl_transport({.server = server.url()});
  Response response = transport->send(watch());
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "");
  ASSERT_TRUE(response.stream);
  std::string chunk = "before ";
  next.release();
  EXPECT_EQ(response.stream->read(chunk), BodyStream::End::none);
  EXPECT_EQ(chunk, "before a");
  next.release();
  EXPECT_EQ(response.stream->read(chunk), BodyStream::End::none);
  EXPECT_EQ(chunk, "before abc");
  next.release();
  EXPECT_EQ(response.stream->read(chunk), BodyStream::End::clean);
  EXPECT_EQ(response.stream->read(chunk), BodyStream::End::clean) << "again and again";
  EXPECT_EQ(chunk, "before abc");
  EXPECT_EQ(accepted, "") << "packed events would wait for a full block";
}

TEST(CurlStreamTest, StreamsAloneAreNotPacked) {
  std::vector<std::string> accepted;
  const ScriptedServer server([&](ServedConnection& connection) {
    while (const auto request = connection.read()) {
      accepted.push_back(request->header("Accept-Encoding"));
      connection.answer(200, "ok");
    }
  });
  const auto transport = make_curl_transport({.server = server.url()});
  EXPECT_EQ(transport->send(get()).body, "ok");
  const Response response = transport->send(watch());
  std::string chunk;
  while (response.stream->read(chunk) != BodyStream::End::clean) continue;
  EXPECT_EQ(transport->send(get()).body, "ok");
  EXPECT_THAT(accepted, ElementsAre("gzip", "", "gzip"));
  EXPECT_EQ(server.connections(), 1);
}

TEST(CurlStreamTest, RefusalComesWhole) {
  const ScriptedServer server(ScriptedServer::always(410, "too old"));
  const Response response = make_curl_transport({.server = server.url()})->send(watch());
  EXPECT_EQ(response.status, 410);
  EXPECT_EQ(response.body, "too old");
  EXPECT_FALSE(response.stream);
}

TEST(CurlStreamTest, HasNoSizeLimit) {
  const ScriptedServer server(ScriptedServer::always(200, std::string(1'000'000, 'x')));
  Response response = make_curl_transport({.server = server.url(), .max_body = 10})->send(watch());
  std::string body;
  while (response.stream->read(body) == BodyStream::End::none) {
  }
  EXPECT_EQ(body.size(), 1'000'000U);
}

TEST(CurlStreamTest, SilenceIsSaidAndMayBeWaitedOut) {
  std::binary_semaphore go_on(0);
  const ScriptedServer server([&](ServedConnection& connection) {
    connection.read();
    connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    go_on.acquire();
    connection.write("1\r\na\r\n");
    connection.wait_for_close();
  });
  Request request = watch();
  request.idle_timeout = 1ms;
  Response response = make_curl_transport({.server = server.url()})->send(request);
  std::string chunk;
  EXPECT_EQ(response.stream->read(chunk), BodyStream::End::idle);
  EXPECT_EQ(response.stream->read(chunk), BodyStream::End::idle);
  go_on.release();
  while (response.stream->read(chunk) == BodyStream::End::idle) {
  }
  EXPECT_EQ(chunk, "a");
}

TEST(CurlStreamTest, BrokenStreamTellsWhatCameBefore) {
  for (const bool politely : {true, false}) {
    const ScriptedServer server([&](ServedConnection& connection) {
      connection.read();
      connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nevent\r\n");
      if (politely) connection.drop();
    });
    Response response = make_curl_transport({.server = server.url()})->send(watch());
    std::string chunk;
    EXPECT_EQ(response.stream->read(chunk), BodyStream::End::none);
    EXPECT_EQ(chunk, "event");
    const auto error = thrown_by<TransportError>([&] { response.stream->read(chunk); });
    EXPECT_STREQ(error.what(),
                 ("get Pod default/a: the connection to " + server.url() +
                  " was closed in the middle of the answer, after 5 bytes of its body")
                     .c_str());
    EXPECT_THROW(response.stream->read(chunk), TransportError);
    EXPECT_EQ(chunk, "event");
  }
}

TEST(CurlStreamTest, OutlivesItsTransportAndItsRequest) {
  std::binary_semaphore go_on(0);
  const ScriptedServer server([&](ServedConnection& connection) {
    connection.read();
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
    go_on.acquire();
    connection.write("end");
    connection.wait_for_close();
  });
  Response response = [&] {
    Request request = with_body(Method::post, std::string(1000, 'x'));
    request.stream = true;
    return make_curl_transport({.server = server.url()})->send(request);
  }();
  go_on.release();
  std::string chunk;
  while (response.stream->read(chunk) == BodyStream::End::none) {
  }
  EXPECT_EQ(chunk, "end");
}

TEST(CurlStreamTest, ConnectionIsKeptAfterACleanEnd) {
  const ScriptedServer server(ScriptedServer::always(200, "ok"));
  const auto transport = make_curl_transport({.server = server.url()});
  for (int i = 0; i < 3; ++i) {
    Response response = transport->send(watch());
    std::string body;
    while (response.stream->read(body) == BodyStream::End::none) {
    }
    transport->send(get());
  }
  EXPECT_EQ(server.connections(), 1);
}

TEST(CurlStreamTest, StreamLeftEarlyIsClosed) {
  std::binary_semaphore closed(0);
  const ScriptedServer server([&](ServedConnection& connection) {
    connection.read();
    connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
    connection.wait_for_close();
    closed.release();
  });
  const auto transport = make_curl_transport({.server = server.url()});
  transport->send(watch());
  closed.acquire();
}

}  // namespace
}  // namespace k8s
