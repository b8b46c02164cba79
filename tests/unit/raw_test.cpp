#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/client.hpp>
#include <k8s/config.hpp>
#include <k8s/error.hpp>
#include <k8s/testing/fake_cluster.hpp>

#include "support/lambda_transport.hpp"
#include "support/message.hpp"
#include "support/scripted_server.hpp"

namespace k8s {
namespace {

using testing::answer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::LambdaTransport;
using testing::message_of;
using ::testing::Not;

class RawTest : public ::testing::Test {
 protected:
  /// A client whose requests are remembered and answered so.
  Client client(int status = 200, std::string body = "ok") {
    return {Config{.api_token = "token"},
            std::make_shared<LambdaTransport>([=, this](const Request& request) {
              sent = request;
              return answer(status, {}, body);
            })};
  }

  Request sent{};
};

TEST_F(RawTest, SendsWhatItIsGiven) {
  const Response response = client().raw(Method::post, "/apis/x?a=1",
                                         {.query = {{"b", "2 3"}},
                                          .headers = {{"X-Mine", "yes"}},
                                          .body = "{}",
                                          .timeout = std::chrono::seconds(3)});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "ok");
  EXPECT_EQ(sent.method, Method::post);
  EXPECT_EQ(sent.url(), "/apis/x?a=1&b=2%203");
  EXPECT_EQ(sent.body, "{}");
  EXPECT_EQ(*sent.headers.find("X-Mine"), "yes");
  EXPECT_EQ(*sent.headers.find("Content-Type"), "application/json");
  EXPECT_EQ(*sent.headers.find("Authorization"), "Bearer token");
  EXPECT_EQ(sent.timeout, std::chrono::seconds(3));
  EXPECT_TRUE(sent.deadline);
}

TEST_F(RawTest, TakesAnyTypeOfAnswerUnlessToldOtherwise) {
  client().raw(Method::get, "/metrics");
  EXPECT_EQ(*sent.headers.find("Accept"), "application/json, */*");
  client().raw(Method::get, "/metrics", {.headers = {{"Accept", "text/plain"}}});
  EXPECT_THAT(sent.headers.find_all("Accept"), ElementsAre("text/plain"));
}

TEST_F(RawTest, ReadingMayBeRepeatedAndNothingElse) {
  const std::vector<std::pair<Method, Idempotency>> expected{
      {Method::get, Idempotency::safe},
      {Method::head, Idempotency::safe},
      {Method::post, Idempotency::unsafe},
      {Method::put, Idempotency::unsafe},
      {Method::delete_, Idempotency::unsafe}};
  for (const auto& [method, idempotency] : expected) {
    client().raw(method, "/x");
    EXPECT_EQ(sent.idempotency, idempotency);
  }
  client().raw(Method::put, "/x", {.idempotency = Idempotency::safe});
  EXPECT_EQ(sent.idempotency, Idempotency::safe);
}

TEST_F(RawTest, RefusalIsThrownUnlessAnyStatusWillDo) {
  const auto refused = client(404, "404 page not found");
  EXPECT_THROW(refused.raw(Method::get, "/nothing"), NotFound);
  EXPECT_THAT(message_of([&] { refused.raw(Method::get, "/nothing?x=1"); }),
              HasSubstr("GET /nothing?x=1: 404 Not Found: 404 page not found"));
  const Response response =
      client(404, "page not found").raw(Method::get, "/nothing", {.any_status = true});
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.body, "page not found");
}

TEST_F(RawTest, RefusalOfASecretIsNotQuoted) {
  for (const char* path : {"/api/v1/namespaces/a/secrets", "/api/v1/namespaces/a/secrets/b?x",
                           "/api/v1/namespaces/a/serviceaccounts/b/token"}) {
    const std::string text = message_of(
        [&] { client(400, "cannot decode hunter2").raw(Method::post, path, {.body = "hunter2"}); });
    EXPECT_THAT(text, HasSubstr("400"));
    EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  }
}

TEST_F(RawTest, PatchSaysItsKind) {
  EXPECT_THAT(message_of([&] { client().raw(Method::patch, "/x", {.body = "{}"}); }),
              HasSubstr("set the header Content-Type"));
  client().raw(Method::patch, "/x",
               {.headers = {{"Content-Type", "application/json-patch+json"}}, .body = "[]"});
  EXPECT_EQ(*sent.headers.find("Content-Type"), "application/json-patch+json");
}

TEST_F(RawTest, PathIsCheckedBeforeAnythingIsSent) {
  const testing::ScriptedServer server(testing::ScriptedServer::always(200, ""));
  const Client real(Config{.api_server = server.url()});
  for (const char* path : {"", "metrics", "https://elsewhere/", "/a b", "/a\r\nX: y", "/a#b"}) {
    EXPECT_THROW(real.raw(Method::get, path), ValidationError) << path;
  }
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(RawTest, TestDoublesRefuseWhatNoRequestCanCarryToo) {
  const testing::FakeCluster cluster;
  for (const char* path : {"", "api/v1", "http://x/api", "/a b", "/a\r\nX: y", "/a#b"}) {
    EXPECT_THROW(cluster.client().raw(Method::get, path), ValidationError) << path;
  }
  for (const Headers& headers : {Headers{{"X", "a\r\nb: c"}}, Headers{{"X Y", "a"}}}) {
    EXPECT_THROW(client().raw(Method::get, "/x", {.headers = headers}), ValidationError);
  }
}

TEST_F(RawTest, StreamArrivesPieceByPiece) {
  const testing::ScriptedServer server(testing::ScriptedServer::always(200, "a log"));
  Response response =
      Client(Config{.api_server = server.url()}).raw(Method::get, "/log", {.stream = true});
  std::string text;
  while (response.stream->read(text) == BodyStream::End::none) {
  }
  EXPECT_EQ(text, "a log");
}

TEST_F(RawTest, StopEndsIt) {
  std::stop_source stop;
  stop.request_stop();
  const testing::ScriptedServer server(testing::ScriptedServer::always(200, ""));
  const Client real(Config{.api_server = server.url()});
  EXPECT_THROW(real.raw(Method::get, "/x", {.stop = stop.get_token()}), Stopped);
}

TEST_F(RawTest, WorksOnAnApiServer) {
  testing::FakeCluster fake;
  EXPECT_THAT(fake.client().raw(Method::get, "/api/v1/namespaces/default").body,
              HasSubstr("\"name\":\"default\""));
}

}  // namespace
}  // namespace k8s
