#include "http/status.hpp"

#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "http/retry_after.hpp"

namespace k8s::detail {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

Response answer(int status, std::string body, Headers headers = {}) {
  Response response;
  response.status = status;
  response.headers = std::move(headers);
  response.body = std::move(body);
  return response;
}

TEST(DecodeStatusTest, ReadsAStatusOfKubernetes) {
  const Status status = decode_status(answer(422, R"({
    "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
    "message": "Deployment.apps \"nginx\" is invalid: spec.selector: Required value",
    "reason": "Invalid",
    "details": {"name": "nginx", "group": "apps", "kind": "Deployment", "uid": "u-1",
                "retryAfterSeconds": 3,
                "causes": [{"reason": "FieldValueRequired", "message": "Required value",
                            "field": "spec.selector"}, {"message": "bare"}]},
    "code": 422})"));
  EXPECT_EQ(status.code, 422);
  EXPECT_EQ(status.reason, "Invalid");
  EXPECT_EQ(status.message, "Deployment.apps \"nginx\" is invalid: spec.selector: Required value");
  EXPECT_EQ(status.name, "nginx");
  EXPECT_EQ(status.group, "apps");
  EXPECT_EQ(status.kind, "Deployment");
  EXPECT_EQ(status.uid, "u-1");
  EXPECT_EQ(status.retryAfterSeconds, 3);
  EXPECT_EQ(
      status.causes,
      (std::vector<StatusCause>{
          {.reason = "FieldValueRequired", .message = "Required value", .field = "spec.selector"},
          {.message = "bare"}}));
}

TEST(DecodeStatusTest, TheCodeIsThatOfHttp) {
  EXPECT_EQ(decode_status(answer(409, R"({"kind":"Status","code":200,"reason":"Conflict"})")).code,
            409);
}

TEST(DecodeStatusTest, EventOfAWatchHasItsOwnCode) {
  const Status status = decode_status(
      boost::json::parse(
          R"({"kind":"Status","code":410,"reason":"Expired","message":"too old","details":null})")
          .get_object());
  EXPECT_EQ(status.code, 410);
  EXPECT_EQ(status.reason, "Expired");
  EXPECT_EQ(status.message, "too old");
}

TEST(DecodeStatusTest, MembersOfWrongTypesAreAbsent) {
  const Status status = decode_status(answer(500, R"({"kind":"Status","message":7,"reason":null,
      "code":"x","details":{"name":[],"retryAfterSeconds":-1,"causes":[1,{"field":{}}]}})"));
  EXPECT_EQ(status.code, 500);
  EXPECT_EQ(status.message, "");
  EXPECT_EQ(status.name, "");
  EXPECT_FALSE(status.retryAfterSeconds);
  EXPECT_EQ(status.causes, std::vector<StatusCause>{{}});
}

TEST(DecodeStatusTest, PlainTextIsTheMessage) {
  EXPECT_EQ(decode_status(answer(404, "404 page not found\n")).message, "404 page not found");
  EXPECT_EQ(decode_status(answer(400, "Client sent an HTTP request to an HTTPS server.\n")).message,
            "Client sent an HTTP request to an HTTPS server.");
}

TEST(DecodeStatusTest, JsonThatIsNoStatusIsQuoted) {
  EXPECT_EQ(decode_status(answer(502, R"({"error": "upstream"})")).message,
            R"({"error": "upstream"})");
  EXPECT_EQ(decode_status(answer(500, "[1,2]")).message, "[1,2]");
  EXPECT_EQ(decode_status(answer(500, R"({"kind":"Status","mess)")).message,
            R"({"kind":"Status","mess)");
}

TEST(DecodeStatusTest, LongBodiesAreCut) {
  EXPECT_LE(decode_status(answer(500, std::string(3 << 20, 'x'))).message.size(), 300U);
  const std::string deep = std::string(100'000, '[');
  EXPECT_THAT(decode_status(answer(500, deep)).message, StartsWith("[[["));
}

TEST(DecodeStatusTest, EmptyBodyIsSaid) {
  EXPECT_EQ(decode_status(answer(405, "")).message, "the answer has no body");
  EXPECT_EQ(decode_status(answer(405, " \n")).message, "the answer has no body");
}

TEST(DecodeStatusTest, HtmlIsNamed) {
  for (const Response& page :
       {answer(502, "<html><head><title>502</title>"), answer(503, "\r\n<!DOCTYPE HTML>\n"),
        answer(404, "sorry", {{"content-type", "text/html; charset=utf-8"}})}) {
    EXPECT_THAT(decode_status(page).message, StartsWith("the answer is HTML, probably from a proxy "
                                                        "or a login page, not from a Kubernetes "
                                                        "API server"));
  }
  EXPECT_FALSE(
      is_html(answer(200, R"({"kind":"<html>"})", {{"Content-Type", "application/json"}})));
}

TEST(DecodeStatusTest, RedirectNamesWhereTo) {
  EXPECT_THAT(
      decode_status(answer(302, "", {{"Location", "https://login.example/?state=x"}})).message,
      HasSubstr("to https://login.example/; only a GET is sent on, a few times at most and only "
                "within the same server: check api_server"));
  for (const Headers& headers : {Headers{}, Headers{{"Location", ""}}}) {
    EXPECT_THAT(decode_status(answer(302, "", headers)).message, HasSubstr("to nowhere; only"));
  }
  EXPECT_EQ(decode_status(answer(304, "")).message, "the answer has no body");
}

TEST(DecodeStatusTest, RetryAfterComesFromTheHeaderIfTheBodyHasNone) {
  EXPECT_EQ(decode_status(answer(503, "", {{"Retry-After", "5"}})).retryAfterSeconds, 5);
  EXPECT_EQ(decode_status(answer(504, R"({"kind":"Status","details":{"retryAfterSeconds":1}})",
                                 {{"Retry-After", "5"}}))
                .retryAfterSeconds,
            1);
  EXPECT_FALSE(decode_status(answer(503, "")).retryAfterSeconds);
}

TEST(ThrowForTest, TellsTheRequestAndTheTries) {
  const Request request{
      .path = "/api/v1/pods", .query = {{"limit", "5"}}, .target = {.verb = "list", .kind = "Pod"}};
  Response response = answer(503, "down");
  response.attempts = 4;
  try {
    throw_for(request, response);
  } catch (const ServerError& error) {
    EXPECT_STREQ(error.what(), "list Pod: 503 Service Unavailable: down (tried 4 times)");
    EXPECT_EQ(error.path(), "/api/v1/pods?limit=5");
  }
}

TEST(RetryAfterTest, ReadsSecondsAndDates) {
  using std::chrono::seconds;
  // Sun, 06 Nov 1994 08:49:37 GMT
  const std::chrono::system_clock::time_point now{seconds(784111777)};
  const auto parse = [&](std::string text) {
    return retry_after({{"retry-after", std::move(text)}}, now);
  };
  EXPECT_EQ(parse("0"), seconds(0));
  EXPECT_EQ(parse("120"), seconds(120));
  EXPECT_EQ(parse("Sun, 06 Nov 1994 08:50:07 GMT"), seconds(30));
  EXPECT_EQ(parse("Sunday, 06-Nov-94 08:50:07 GMT"), seconds(30));
  EXPECT_EQ(parse("Sun, 06 Nov 1994 08:49:00 GMT"), seconds(0)) << "in the past";
  EXPECT_EQ(parse("Fri, 31 Dec 9999 23:59:59 GMT"), std::chrono::hours(24 * 365)) << "bounded";
  EXPECT_EQ(parse("99999999999999999999999"), std::chrono::hours(24 * 365)) << "bounded";
  for (const char* bad : {"", "-1", "soon", "1.5", "+3", "0x10", "NaN"}) {
    EXPECT_EQ(parse(bad), std::nullopt) << bad;
  }
  EXPECT_EQ(retry_after({}, now), std::nullopt);
}

}  // namespace
}  // namespace k8s::detail
