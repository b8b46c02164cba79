#include <k8s/testing/mock_transport.hpp>

#include <chrono>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/models/core/v1/pod.hpp>

#include "client_core.hpp"

namespace k8s::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::PrintToString;
using ::testing::StringMatchResultListener;
using ::testing::ThrowsMessage;

constexpr const char* pods = "/api/v1/namespaces/default/pods";

std::string explain(const ::testing::Matcher<const Request&>& matcher, const Request& request) {
  StringMatchResultListener listener;
  EXPECT_FALSE(matcher.MatchAndExplain(request, &listener));
  return listener.str();
}

std::string describe(const ::testing::Matcher<const Request&>& matcher) {
  std::ostringstream text;
  matcher.DescribeTo(&text);
  return text.str();
}

// ---- Matchers

TEST(RequestMatchers, TellMethodsAndPathsApart) {
  const Request get{.method = Method::get, .path = pods};
  EXPECT_THAT(get, IsGet(pods));
  EXPECT_THAT(get, IsGet());
  EXPECT_THAT(get, IsGet(EndsWith("/pods")));
  EXPECT_THAT(get, Not(IsGet("/api/v1/pods")));
  EXPECT_THAT(get, Not(IsPost(pods)));
  EXPECT_THAT((Request{.method = Method::post}), IsPost(""));
  EXPECT_THAT((Request{.method = Method::put}), IsPut(""));
  EXPECT_THAT((Request{.method = Method::patch}), IsPatch(""));
  EXPECT_THAT((Request{.method = Method::delete_}), IsDelete(""));
}

TEST(RequestMatchers, FindTheQuery) {
  const Request request{.query = {{"labelSelector", "app=nginx"}, {"x", "1"}, {"x", "2"}}};
  EXPECT_THAT(request, HasQuery("labelSelector", "app=nginx"));
  EXPECT_THAT(request, HasQuery("labelSelector"));
  EXPECT_THAT(request, AllOf(HasQuery("x", "1"), HasQuery("x", "2")));
  EXPECT_THAT(request, Not(HasQuery("x", "3")));
  EXPECT_THAT(request, Not(HasQuery("limit")));
}

TEST(RequestMatchers, FindHeadersWhateverTheirCase) {
  const Request request{.headers = {{"Content-Type", "application/json"}}};
  EXPECT_THAT(request, HasHeader("content-type", "application/json"));
  EXPECT_THAT(request, HasHeader("content-type", HasSubstr("json")));
  EXPECT_THAT(request, Not(HasHeader("Content-Type", "text/plain")));
  EXPECT_THAT(request, Not(HasHeader("Accept")));
}

TEST(RequestMatchers, CompareBodiesAsJson) {
  const Request request{.body = R"({"spec":{"replicas":2,"tags":["a","b"]},"kind":"Pod"})"};
  EXPECT_THAT(request,
              HasBody(R"({ "kind": "Pod", "spec": {"tags": ["a", "b"], "replicas": 2} })"));
  EXPECT_THAT(request, Not(HasBody(R"({"kind": "Pod"})")));
  EXPECT_THAT(request, HasBodyAt("/spec/replicas", "2"));
  EXPECT_THAT(request, HasBodyAt("/spec/tags/1", R"("b")"));
  EXPECT_THAT(request, Not(HasBodyAt("/spec/paused", "false")));
  EXPECT_THAT((Request{.body = "not JSON"}), Not(HasBody("{}")));
}

TEST(RequestMatchers, RefuseToExpectWhatIsNoJson) {
  EXPECT_THAT(
      [] { HasBody("{kind: Pod}"); },
      ThrowsMessage<std::invalid_argument>("the test expects a body that is no JSON: {kind: Pod}"));
}

TEST(RequestMatchers, SayWhatIsDifferent) {
  const Request request{.method = Method::put,
                        .path = "/a",
                        .query = {{"x", "1"}, {"x", "2"}},
                        .body = R"({"spec":{"replicas":2,"tags":["a","b"]}})"};
  EXPECT_EQ(explain(IsGet("/a"), request), "which is a PUT");
  EXPECT_EQ(explain(IsPut("/b"), request), "whose path is /a");
  EXPECT_EQ(explain(HasQuery("x", "3"), request), "whose x is \"1\", x is \"2\"");
  EXPECT_EQ(explain(HasQuery("y", "3"), request), "without y in its query");
  EXPECT_EQ(explain(HasHeader("Accept", "*"), request), "without the header Accept");
  EXPECT_EQ(explain(HasBody(R"({"spec":{"replicas":3,"tags":["a","b"]}})"), request),
            "whose $.spec.replicas is 2");
  EXPECT_EQ(explain(HasBody(R"({"spec":{"replicas":2,"tags":["a","c"]}})"), request),
            "whose $.spec.tags[1] is \"b\"");
  EXPECT_EQ(explain(HasBody(R"({"spec":{"replicas":2,"tags":["a","b"],"paused":true}})"), request),
            "without $.spec.paused");
  EXPECT_EQ(explain(HasBody(R"({"spec":{"replicas":2}})"), request),
            R"(with $.spec.tags, which is ["a","b"])");
  EXPECT_EQ(explain(HasBodyAt("/status", "{}"), request), "where there is nothing");
}

TEST(RequestMatchers, DescribeThemselves) {
  EXPECT_EQ(describe(IsGet("/a")), "is a GET of a path that is equal to \"/a\"");
  EXPECT_EQ(describe(HasQuery("limit", "5")), "has a limit in its query that is equal to \"5\"");
  EXPECT_EQ(describe(HasHeader("Accept", "*")), "has a header Accept that is equal to \"*\"");
  EXPECT_EQ(describe(HasBodyAt("/a", "1")), "has a body that at /a is 1");
}

TEST(RequestMatchers, ShowRequestsReadably) {
  Request request{.method = Method::put, .path = "/a", .query = {{"x", "1,2"}}, .body = "{}"};
  EXPECT_EQ(PrintToString(request), "PUT /a?x=1%2C2 {}");
  request.target.secret = true;
  EXPECT_EQ(PrintToString(request), "PUT /a?x=1%2C2 (secret)");
}

// ---- Answers

TEST(Answers, AreWhole) {
  const Response response = Respond(201, "{}", {{"X", "1"}})({});
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(response.body, "{}");
  EXPECT_EQ(*response.headers.find("X"), "1");
  EXPECT_EQ(*response.headers.find("Content-Type"), "application/json");
  const Response html = Respond(502, "<html>", {{"content-type", "text/html"}})({});
  EXPECT_EQ(html.headers.size(), 1);
}

TEST(Answers, HoldModels) {
  const Pod pod({.name = "nginx"});
  EXPECT_EQ(from_json<Pod>(RespondWith(pod)({}).body), pod);
  EXPECT_EQ(RespondWith(pod, 201)({}).status, 201);
}

TEST(Answers, HoldLists) {
  const Answer answer = RespondWithList<Pod>({Pod({.name = "a"}), Pod({.name = "b"})},
                                             {.resourceVersion = "7", .continue_ = "more"});
  const Request request{.body = answer({}).body};
  EXPECT_THAT(request, HasBodyAt("/kind", R"("PodList")"));
  EXPECT_THAT(request, HasBodyAt("/apiVersion", R"("v1")"));
  EXPECT_THAT(request, HasBodyAt("/metadata", R"({"resourceVersion":"7","continue":"more"})"));
  EXPECT_THAT(request, HasBodyAt("/items/1/metadata", R"({"name":"b"})"));
}

TEST(Answers, RefuseAsAServerDoes) {
  const Response response = RespondStatus(404, "NotFound", "pods \"x\" not found")({});
  EXPECT_EQ(response.status, 404);
  EXPECT_THAT((Request{.body = response.body}),
              HasBody(R"({"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",
                          "message":"pods \"x\" not found","reason":"NotFound","code":404})"));
}

TEST(Answers, RefuseWithDetails) {
  const Response response =
      RespondStatus({.code = 429,
                     .reason = "TooManyRequests",
                     .message = "later",
                     .name = "x",
                     .kind = "pods",
                     .causes = {{.reason = "R", .message = "m", .field = "spec"}},
                     .retryAfterSeconds = 3})({});
  EXPECT_EQ(*response.headers.find("Retry-After"), "3");
  EXPECT_THAT((Request{.body = response.body}),
              HasBodyAt("/details", R"({"name":"x","kind":"pods","retryAfterSeconds":3,
                                       "causes":[{"reason":"R","message":"m","field":"spec"}]})"));
}

std::vector<std::string> chunks_of(BodyStream& stream) {
  std::vector<std::string> chunks;
  for (std::string chunk; stream.read(chunk) == BodyStream::End::none; chunk.clear()) {
    chunks.push_back(chunk);
  }
  return chunks;
}

TEST(Answers, StreamTheirChunks) {
  const Answer answer = RespondStream({"one", "two", "", "three"});
  for (int i = 0; i < 2; ++i) {
    const Response response = answer({.stream = true});
    EXPECT_EQ(response.status, 200);
    EXPECT_THAT(chunks_of(*response.stream), ElementsAre("one", "two", "three"));
  }
  EXPECT_EQ(answer({}).body, "onetwothree");
}

TEST(Answers, StreamAWholeBodyToWhoAsksForAStream) {
  EXPECT_THAT(chunks_of(*Respond(200, "all")({.stream = true}).stream), ElementsAre("all"));
  EXPECT_EQ(Respond(410, "gone")({.stream = true}).body, "gone");
}

TEST(Answers, EndStreamsAsAsked) {
  const Request request{.stream = true};
  std::string chunk;
  EXPECT_EQ(RespondStream({}, StreamEnd::clean)(request).stream->read(chunk),
            BodyStream::End::clean);
  EXPECT_EQ(RespondStream({}, StreamEnd::idle)(request).stream->read(chunk), BodyStream::End::idle);
  EXPECT_THROW(RespondStream({}, StreamEnd::broken)(request).stream->read(chunk), TransportError);
}

TEST(Answers, KeepAStreamOpenUntilItIsStopped) {
  std::stop_source stop;
  const Response response =
      RespondStream({"one"}, StreamEnd::open)({.stream = true, .stop = stop.get_token()});
  std::string chunk;
  EXPECT_EQ(response.stream->read(chunk), BodyStream::End::none);
  const std::jthread stopper([&] { stop.request_stop(); });
  EXPECT_THROW(response.stream->read(chunk), Stopped);
}

TEST(Answers, MakeAnOpenStreamIdleInTime) {
  const Response response = RespondStream(
      {}, StreamEnd::open)({.stream = true, .idle_timeout = std::chrono::milliseconds(1)});
  std::string chunk;
  EXPECT_EQ(response.stream->read(chunk), BodyStream::End::idle);
}

TEST(Answers, StreamEvents) {
  const Response response = RespondWithEvents<Pod>({{"ADDED", Pod({.name = "a"})}})({});
  EXPECT_THAT(response.body, EndsWith("\n"));
  EXPECT_THAT((Request{.body = response.body}), HasBodyAt("/type", R"("ADDED")"));
  EXPECT_THAT((Request{.body = response.body}), HasBodyAt("/object/metadata/name", R"("a")"));
}

TEST(Answers, FailAsAsked) {
  EXPECT_THROW(Fail(Timeout("no answer", true))({}), Timeout);
  EXPECT_THROW(Fail(TlsError("no trust", false))({}), TlsError);
}

// ---- The transport

class MockTransportTest : public ::testing::Test {
 protected:
  std::shared_ptr<MockTransport> transport = std::make_shared<MockTransport>();
  Client client = client_for(transport, {.logger = [](LogLevel, std::string_view) {}});
  Request get{.path = pods, .idempotency = Idempotency::safe};
};

TEST_F(MockTransportTest, AnswersWhatIsExpected) {
  EXPECT_CALL(*transport, send(IsGet(pods))).WillOnce(Respond(200, "[]"));
  EXPECT_EQ(client.core()->send(get).body, "[]");
}

TEST_F(MockTransportTest, IsRetriedWithoutSleeping) {
  EXPECT_CALL(*transport, send(IsGet(pods)))
      .WillOnce(Fail(TransportError("reset", true)))
      .WillOnce(RespondStatus({.code = 429, .retryAfterSeconds = 30}))
      .WillOnce(Respond(200, "[]"));
  EXPECT_EQ(client.core()->send(get).attempts, 3);
}

TEST_F(MockTransportTest, AnswersTheUnforeseenOnceAndSaysSo) {
  const auto nice = std::make_shared<::testing::NiceMock<MockTransport>>();
  const Response response = client_for(nice).core()->send(get);
  EXPECT_EQ(response.status, 501);
  EXPECT_EQ(response.attempts, 1);
  EXPECT_THAT(response.body, HasSubstr("the test says nothing about this request"));
}

}  // namespace
}  // namespace k8s::testing
