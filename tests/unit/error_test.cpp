#include <k8s/error.hpp>

#include <string>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace k8s {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const RequestTarget get_pod{.verb = "get", .kind = "Pod", .namespace_ = "default", .name = "nginx"};
const RequestTarget save_secret{
    .verb = "save", .kind = "Secret", .namespace_ = "default", .name = "db", .secret = true};

std::string line(const RequestTarget& target, Status status, int attempts = 1) {
  return ApiError(target, Method::get, "/api/v1/x", std::move(status), attempts).what();
}

struct LineCase {
  const char* name;
  RequestTarget target;
  Status status;
  std::string expected;
};

class ErrorLineTest : public ::testing::TestWithParam<LineCase> {};

TEST_P(ErrorLineTest, SaysWhatWasTriedAndWhatToDo) {
  EXPECT_EQ(line(GetParam().target, GetParam().status), GetParam().expected);
}

const std::string log_in =
    "; the server did not accept the credentials: log in again, or check the token or the client "
    "certificate and whether they have expired";

INSTANTIATE_TEST_SUITE_P(
    Statuses, ErrorLineTest,
    ::testing::Values(
        LineCase{"NotFound",
                 {.verb = "get", .kind = "Deployment", .namespace_ = "default", .name = "nothing"},
                 {.code = 404,
                  .reason = "NotFound",
                  .message = R"(deployments.apps "nothing" not found)"},
                 "get Deployment default/nothing: 404 NotFound: deployments.apps \"nothing\" not "
                 "found"},
        LineCase{
            "CausesThatTheMessageTellsAreNotRepeated",
            {.verb = "save", .kind = "Deployment", .namespace_ = "default", .name = "nginx"},
            {.code = 422,
             .reason = "Invalid",
             .message = R"(Deployment.apps "nginx" is invalid: spec.selector: Required value)",
             .causes = {{.reason = "FieldValueRequired",
                         .message = "Required value",
                         .field = "spec.selector"}}},
            "save Deployment default/nginx: 422 Invalid: Deployment.apps \"nginx\" is invalid: "
            "spec.selector: Required value"},
        LineCase{"OtherCausesAreTold",
                 {.verb = "save", .kind = "Pod", .namespace_ = "web", .name = "a"},
                 {.code = 422,
                  .reason = "Invalid",
                  .message = "Pod \"a\" is invalid",
                  .causes = {{.reason = "FieldValueRequired",
                              .message = "Required value",
                              .field = "spec.containers"},
                             {.reason = "FieldValueRequired",
                              .message = "Required value",
                              .field = "spec.containers"},
                             {.reason = "X", .message = "no field", .field = ""}}},
                 "save Pod web/a: 422 Invalid: Pod \"a\" is invalid (spec.containers: Required "
                 "value; no field)"},
        LineCase{"UnauthorizedIsNotSaidTwice",
                 {.verb = "list", .kind = "Pod", .namespace_ = "default"},
                 {.code = 401, .reason = "Unauthorized", .message = "Unauthorized"},
                 "list Pod in default: 401 Unauthorized" + log_in},
        LineCase{"ForbiddenByRbac",
                 {.verb = "list", .kind = "Pod"},
                 {.code = 403,
                  .reason = "Forbidden",
                  .message = R"(pods is forbidden: User "u" cannot list resource "pods")"},
                 "list Pod: 403 Forbidden: pods is forbidden: User \"u\" cannot list resource "
                 "\"pods\"; a Role and a RoleBinding for that user must allow it"},
        LineCase{"ForbiddenToNobody",
                 {.verb = "list", .kind = "Pod"},
                 {.code = 403,
                  .reason = "Forbidden",
                  .message = R"(pods is forbidden: User "system:anonymous" cannot list)"},
                 "list Pod: 403 Forbidden: pods is forbidden: User \"system:anonymous\" cannot "
                 "list; no credentials were sent: set a token or a client certificate"},
        LineCase{
            "TerminatingNamespace",
            {.verb = "save", .kind = "ConfigMap", .namespace_ = "old", .name = "a"},
            {.code = 403,
             .reason = "Forbidden",
             .message = "configmaps \"a\" is forbidden: it is being terminated",
             .causes = {{.reason = "NamespaceTerminating",
                         .message = "namespace old is being terminated",
                         .field = "metadata.namespace"}}},
            "save ConfigMap old/a: 403 Forbidden: configmaps \"a\" is forbidden: it is being "
            "terminated (metadata.namespace: namespace old is being terminated); the namespace "
            "is being deleted: wait until it is gone, or use another"},
        LineCase{
            "NoSuchApi",
            {.verb = "list", .kind = "Widget"},
            {.code = 404, .message = "404 page not found\n"},
            "list Widget: 404 Not Found: 404 page not found; the server has no such API: check "
            "that it serves this version, that the CustomResourceDefinition is installed and "
            "that api_server is right"},
        LineCase{
            "AlreadyExists",
            {.verb = "save", .kind = "ConfigMap", .namespace_ = "default", .name = "a"},
            {.code = 409, .reason = "AlreadyExists", .message = R"(configmaps "a" already exists)"},
            "save ConfigMap default/a: 409 AlreadyExists: configmaps \"a\" already exists; "
            "fetch it and change it, or use get_or_create()"},
        LineCase{"AlreadyExistsStill",
                 {.verb = "save", .kind = "ConfigMap", .namespace_ = "default", .name = "a"},
                 {.code = 409,
                  .reason = "AlreadyExists",
                  .message = R"(object is being deleted: configmaps "a" already exists)"},
                 "save ConfigMap default/a: 409 AlreadyExists: object is being deleted: configmaps "
                 "\"a\" already exists; wait until it is gone"},
        LineCase{
            "ConflictWithTheServersAdvice",
            {.verb = "save", .kind = "ConfigMap", .namespace_ = "default", .name = "a"},
            {.code = 409,
             .reason = "Conflict",
             .message = "the object has been modified; please apply your changes to the latest "
                        "version and try again"},
            "save ConfigMap default/a: 409 Conflict: the object has been modified; please apply "
            "your changes to the latest version and try again"},
        LineCase{
            "ConflictWithoutIt",
            {.verb = "save", .kind = "ConfigMap", .namespace_ = "default", .name = "a"},
            {.code = 409, .reason = "Conflict", .message = "changed"},
            "save ConfigMap default/a: 409 Conflict: changed; fetch it again, repeat the change "
            "and save"},
        LineCase{"Gone",
                 {.verb = "list", .kind = "Pod"},
                 {.code = 410, .reason = "Expired", .message = "too old resource version: 1 (9)"},
                 "list Pod: 410 Expired: too old resource version: 1 (9); the version asked for is "
                 "too old: list again from the start"},
        LineCase{"TooManyRequestsForNow",
                 {.verb = "list", .kind = "Pod"},
                 {.code = 429,
                  .reason = "TooManyRequests",
                  .message = "too many requests, please try again later",
                  .retryAfterSeconds = 7},
                 "list Pod: 429 TooManyRequests: too many requests, please try again later; the "
                 "server is busy: try again in 7 s"},
        LineCase{
            "Eviction",
            {.verb = "evict", .kind = "Pod", .namespace_ = "web", .name = "a"},
            {.code = 429,
             .reason = "TooManyRequests",
             .message = "Cannot evict pod as it would violate the pod's disruption budget.",
             .causes = {{.reason = "DisruptionBudget", .message = "needs 1 healthy pods"}}},
            "evict Pod web/a: 429 TooManyRequests: Cannot evict pod as it would violate the "
            "pod's disruption budget. (needs 1 healthy pods); wait until the budget allows it"},
        LineCase{"NoReason",
                 {.verb = "save", .kind = "Pod", .namespace_ = "web", .name = "a"},
                 {.code = 500, .message = "resourceVersion should not be set"},
                 "save Pod web/a: 500 Internal Server Error: resourceVersion should not be set"},
        LineCase{"UnknownCode", {.verb = "list", .kind = "Pod"}, {.code = 599}, "list Pod: 599"},
        LineCase{"NothingKnownOfTheRequest",
                 {},
                 {.code = 404, .reason = "NotFound", .message = "no"},
                 "GET /api/v1/x: 404 NotFound: no"},
        LineCase{"ClusterWideObject",
                 {.verb = "get", .kind = "Namespace", .name = "web"},
                 {.code = 404, .reason = "NotFound", .message = "no"},
                 "get Namespace web: 404 NotFound: no"}),
    [](const auto& each) { return std::string(each.param.name); });

TEST(ErrorTest, TriesAreCounted) {
  EXPECT_EQ(line(get_pod, {.code = 503, .message = "down"}, 11),
            "get Pod default/nginx: 503 Service Unavailable: down (tried 11 times)");
}

TEST(ErrorTest, LineHasNoControlCharactersWhateverTheServerSays) {
  const std::string text =
      line(get_pod, {.code = 500, .reason = "a\nb", .message = "x\r\ny\x1B[2J\tz"});
  EXPECT_EQ(text, "get Pod default/nginx: 500 a b: x y[2J z");
}

TEST(ErrorTest, LineIsBoundedAndKeepsTheAdvice) {
  Status status{.code = 410, .reason = std::string(5000, 'r'), .message = std::string(5000, 'm')};
  for (int i = 0; i < 1000; ++i) status.causes.push_back({.message = "cause " + std::to_string(i)});
  RequestTarget target = get_pod;
  target.name = std::string(5000, 'n');
  const std::string text = line(target, status, 3);
  EXPECT_LE(text.size(), 2000U);
  EXPECT_THAT(text, StartsWith("get Pod default/nnn"));
  EXPECT_THAT(text, EndsWith("list again from the start (tried 3 times)"));
}

TEST(ErrorTest, AnyErrorIsOneBoundedLine) {
  EXPECT_EQ(std::string(Error("a\nb").what()), "a b");
  std::string ships;
  for (int i = 0; i < 1000; ++i) ships += "🚢";
  const std::string text = Error(ships).what();
  EXPECT_LE(text.size(), 2000U);
  EXPECT_THAT(text, EndsWith("🚢…"));
}

TEST(ErrorTest, SecretsValuesAreNotQuoted) {
  const Status invalid{
      .code = 422,
      .reason = "Invalid",
      .message = R"(Secret "db" is invalid: data[password]: Invalid value: "hunter2": bad)",
      .causes = {{.reason = "FieldValueInvalid",
                  .message = R"(Invalid value: "hunter2": bad)",
                  .field = "data[password]"},
                 {.reason = "FieldValueRequired", .message = "Required value", .field = "type"}}};
  EXPECT_EQ(
      line(save_secret, invalid),
      "save Secret default/db: 422 Invalid (data[password]: FieldValueInvalid; type: Required "
      "value); the server's message is left out, since it may quote the secret");
  for (const int code : {400, 403, 422, 500, 502}) {
    EXPECT_THAT(line(save_secret, {.code = code, .message = "saw hunter2"}),
                Not(HasSubstr("hunter2")))
        << code;
  }
  EXPECT_EQ(ApiError(save_secret, Method::put, "/x", invalid).message(), invalid.message)
      << "the program itself may look";
}

TEST(ErrorTest, SecretsRefusalsWithoutValuesAreTold) {
  EXPECT_EQ(
      line(save_secret, {.code = 404, .reason = "NotFound", .message = "secrets \"db\" gone"}),
      "save Secret default/db: 404 NotFound: secrets \"db\" gone");
  EXPECT_THAT(line(save_secret, {.code = 403,
                                 .reason = "Forbidden",
                                 .message = R"(User "u" cannot get resource "secrets")"}),
              HasSubstr("cannot get resource"));
}

template <class Leaf>
void expect_throws(int code, const std::string& reason = {}) {
  try {
    throw_api_error(get_pod, Method::get, "/path?a=b",
                    {.code = code, .reason = reason, .message = "why", .causes = {{.field = "f"}}});
  } catch (const ApiError& error) {
    EXPECT_EQ(typeid(error), typeid(Leaf)) << code << ' ' << reason;
    EXPECT_EQ(error.code(), code);
    EXPECT_EQ(error.reason(), reason);
    EXPECT_EQ(error.message(), "why");
    EXPECT_EQ(error.method(), Method::get);
    EXPECT_EQ(error.path(), "/path?a=b");
    EXPECT_EQ(error.causes(), std::vector<StatusCause>{{.field = "f"}});
  }
}

TEST(ErrorTest, EachStatusHasItsType) {
  expect_throws<ClientError>(400, "BadRequest");
  expect_throws<Unauthorized>(401);
  expect_throws<Forbidden>(403);
  expect_throws<NotFound>(404);
  expect_throws<ClientError>(405);
  expect_throws<Conflict>(409, "Conflict");
  expect_throws<Conflict>(409);
  expect_throws<AlreadyExists>(409, "AlreadyExists");
  expect_throws<Gone>(410, "Expired");
  expect_throws<Gone>(410, "Gone");
  expect_throws<Invalid>(422, "Invalid");
  expect_throws<ClientError>(418);
  expect_throws<TooManyRequests>(429);
  expect_throws<ServerError>(500, "AlreadyExists");
  expect_throws<ServerError>(503);
  expect_throws<ServerError>(599);
  expect_throws<ApiError>(302);
}

TEST(ErrorTest, TreeIsWhatUsersCatch) {
  EXPECT_TRUE((std::is_base_of_v<std::runtime_error, Error>));
  EXPECT_TRUE((std::is_base_of_v<ClientError, NotFound>));
  EXPECT_FALSE((std::is_base_of_v<Conflict, AlreadyExists>));
  EXPECT_TRUE((std::is_base_of_v<TransportError, Timeout>));
  EXPECT_TRUE((std::is_base_of_v<TransportError, TlsError>));
  EXPECT_TRUE((std::is_copy_constructible_v<ApiError>));
}

TEST(ErrorTest, PlacesAreNamed) {
  EXPECT_EQ(std::string(ConfigError("unknown context", "~/.kube/config", 7).what()),
            "~/.kube/config:7: unknown context");
  EXPECT_EQ(std::string(ConfigError("cannot be read", "ca.crt").what()), "ca.crt: cannot be read");
  EXPECT_EQ(std::string(ConfigError("no server").what()), "no server");
  const DecodeError error("$.spec.replicas", 12, "a string where a number should be");
  EXPECT_EQ(std::string(error.what()),
            "$.spec.replicas: a string where a number should be (at byte 12)");
  EXPECT_EQ(error.path(), "$.spec.replicas");
  EXPECT_EQ(error.offset(), 12U);
  const DecodeError in_answer = error.while_doing("get Deployment default/nginx");
  EXPECT_EQ(std::string(in_answer.what()),
            "get Deployment default/nginx: $.spec.replicas: a string where a number should be (at "
            "byte 12)");
  EXPECT_EQ(in_answer.path(), error.path());
}

}  // namespace
}  // namespace k8s
