#include "testing/server/websocket.hpp"

#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/body_feed.hpp"
#include "support/raw_client.hpp"

namespace k8s::testing::detail {
namespace {

using test::BodyFeed;
using test::RawClient;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using namespace std::string_literals;

// The key and its answer are those of RFC 6455.
constexpr const char* request =
    "GET /watch HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

/// A server whose streams are what a feed tells.
HttpsServer serve(BodyFeed& feed) {
  return HttpsServer({}, [&feed](const ServerRequest& asked) {
    ServerResponse answer{.source = feed.source()};
    if (wants_websocket(asked.headers)) become_websocket(asked.headers, answer);
    return answer;
  });
}

TEST(WebSocket, TellsEachPieceInAMessage) {
  BodyFeed feed;
  const HttpsServer server = serve(feed);
  RawClient client(server.port());
  client.send(request);
  EXPECT_THAT(client.read_until("\r\n\r\n"),
              AllOf(StartsWith("HTTP/1.1 101 "), HasSubstr("Connection: Upgrade\r\n"),
                    HasSubstr("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")));
  feed.push("{\"a\":1}\n");
  EXPECT_EQ(client.read_until("}"), "\x81\x07{\"a\":1}");
  feed.push(std::string(200, 'x') + "}\n");
  EXPECT_EQ(client.read_until("}"), "\x81\x7e\0\xc9"s + std::string(200, 'x') + "}");
  feed.push(std::string(70'000, 'y') + "}\n");
  EXPECT_EQ(client.read_until("}"),
            "\x81\x7f\0\0\0\0\0\x01\x11\x71"s + std::string(70'000, 'y') + "}");
  feed.finish();
  EXPECT_EQ(client.read_until("\x03\xe8"), "\x88\x02\x03\xe8");
}

TEST(WebSocket, EndsWhenTheClientEndsIt) {
  BodyFeed feed;
  const HttpsServer server = serve(feed);
  RawClient client(server.port());
  client.send(request);
  (void)client.read_until("\r\n\r\n");
  // A ping, which is passed by, and the end, in two pieces.
  client.send("\x89\x81wxyz.\x88"s);
  client.send("\x80wxyz"s);
  while (server.connections() > 0) std::this_thread::yield();
}

TEST(WebSocket, IsForThoseWhoAsk) {
  EXPECT_FALSE(wants_websocket({}));
  EXPECT_FALSE(wants_websocket({{"Upgrade", "h2c"}, {"Sec-WebSocket-Key", "x"}}));
  EXPECT_TRUE(wants_websocket({{"upgrade", "WebSocket"}, {"sec-websocket-key", "x"}}));
}

}  // namespace
}  // namespace k8s::testing::detail
