#include <chrono>
#include <optional>
#include <stop_token>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/k8s.hpp>

#include "verbs/scripted_transport.hpp"

namespace k8s {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string pod_body =
    R"({"kind":"Pod","apiVersion":"v1","metadata":{"name":"nginx","namespace":"default",)"
    R"("resourceVersion":"7"},"spec":{"containers":[{"name":"c","image":"i"}]},"status":{}})";

class Get : public testing::Test {
 protected:
  std::string refusal(const auto& call) {
    try {
      call();
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }

  scripted::Cluster cluster;
  scripted::Server& server = *cluster.server;
  Client client = cluster.client;
};

TEST_F(Get, FetchesOneObject) {
  server.answer(pod_body);
  const Pod pod = Pod::get("nginx", {.client = client});
  EXPECT_EQ(pod.metadata.resourceVersion, "7");
  EXPECT_EQ(pod.spec.containers.at(0).image, "i");
  EXPECT_THAT(server.lines(), ElementsAre("GET /api/v1/namespaces/default/pods/nginx"));
  EXPECT_EQ(server.asked(0).idempotency, Idempotency::safe);
  EXPECT_EQ(server.asked(0).target.verb, "get");
}

TEST_F(Get, MayTakeWhatTheServerHasAtHand) {
  server.answer(pod_body).answer(pod_body).answer(pod_body);
  Pod pod = Pod::get("nginx", {.resourceVersion = "0", .client = client});
  (void)Pod::try_get("nginx", {.resourceVersion = "0", .client = client});
  pod.refresh({.resourceVersion = "7", .client = client});
  EXPECT_THAT(server.lines(),
              ElementsAre("GET /api/v1/namespaces/default/pods/nginx?resourceVersion=0",
                          "GET /api/v1/namespaces/default/pods/nginx?resourceVersion=0",
                          "GET /api/v1/namespaces/default/pods/nginx?resourceVersion=7"));
}

TEST_F(Get, WorksInTheNamespaceNamed) {
  server.answer(pod_body);
  (void)Pod::get("nginx", {.namespace_ = "prod", .client = client});
  EXPECT_THAT(server.lines(), ElementsAre("GET /api/v1/namespaces/prod/pods/nginx"));
}

TEST_F(Get, DefaultNamespaceIsTheClients) {
  cluster.config.namespace_ = "mine";
  const Client mine(cluster.config, cluster.server);
  server.answer(pod_body);
  (void)Pod::get("nginx", {.client = mine});
  EXPECT_THAT(server.lines(), ElementsAre("GET /api/v1/namespaces/mine/pods/nginx"));
}

TEST_F(Get, OutsideNamespacesThereIsNone) {
  server.answer(R"({"kind":"Namespace","apiVersion":"v1","metadata":{"name":"a"}})");
  (void)Namespace::get("a", {.client = client});
  EXPECT_THAT(server.lines(), ElementsAre("GET /api/v1/namespaces/a"));
  EXPECT_THAT(refusal([&] { (void)Namespace::get("a", {.namespace_ = "b", .client = client}); }),
              AllOf(HasSubstr("get Namespace"), HasSubstr("\"b\"")));
}

TEST_F(Get, NotFoundIsAnException) {
  server.refuse(404, "NotFound", "pods \"nginx\" not found", "nginx");
  EXPECT_THROW((void)Pod::get("nginx", {.client = client}), NotFound);
}

TEST_F(Get, ErrorsSayWhatWasTriedOnWhat) {
  server.refuse(403, "Forbidden", "pods \"nginx\" is forbidden", "nginx");
  EXPECT_THAT(refusal([&] { (void)Pod::get("nginx", {.client = client}); }),
              AllOf(HasSubstr("get Pod default/nginx"), HasSubstr("is forbidden")));
}

TEST_F(Get, TryGetGivesNothingWhereNothingIs) {
  server.refuse(404, "NotFound", "pods \"nginx\" not found", "nginx").answer(pod_body);
  EXPECT_FALSE(Pod::try_get("nginx", {.client = client}).has_value());
  const std::optional<Pod> pod = Pod::try_get("nginx", {.client = client});
  ASSERT_TRUE(pod.has_value());
  EXPECT_EQ(pod->metadata.name, "nginx");
}

TEST_F(Get, TryGetTakesAShortStatusToo) {
  server.answer(404, R"({"kind":"Status","reason":"NotFound","code":404})");
  EXPECT_FALSE(Pod::try_get("nginx", {.client = client}).has_value());
}

TEST_F(Get, TryGetOfAKindThatTheServerLacksIsAnError) {
  server.refuse(404, "NotFound", "the server could not find the requested resource");
  EXPECT_THROW((void)Pod::try_get("nginx", {.client = client}), NotFound);
  server.answer(404, "404 page not found\n");
  EXPECT_THROW((void)Pod::try_get("nginx", {.client = client}), NotFound);
}

TEST_F(Get, TryGetPassesOtherRefusalsOn) {
  server.refuse(403, "Forbidden", "no");
  EXPECT_THROW((void)Pod::try_get("nginx", {.client = client}), Forbidden);
}

TEST_F(Get, BadNamesNeverReachTheServer) {
  for (const std::string name : {"", ".", "..", "a/b", "%2e", "a b", "a\nb"}) {
    EXPECT_THROW((void)Pod::get(name, {.client = client}), ValidationError) << name;
    EXPECT_THROW((void)Pod::try_get(name, {.client = client}), ValidationError) << name;
    EXPECT_THROW((void)Pod::get("a", {.namespace_ = name, .client = client}), ValidationError)
        << name;
  }
  EXPECT_THAT(server.asked(), IsEmpty());
}

TEST_F(Get, AnotherKindIsNoAnswer) {
  server.answer(R"({"kind":"Secret","apiVersion":"v1","metadata":{"name":"nginx"}})");
  EXPECT_THAT(refusal([&] { (void)Pod::get("nginx", {.client = client}); }),
              AllOf(HasSubstr("get Pod default/nginx"), HasSubstr("kind")));
}

TEST_F(Get, WhatIsNoJsonNamesTheRequest) {
  for (const std::string body : {"", "nonsense", "{\"kind\":\"Pod\"", "[]", "null"}) {
    server.answer(body);
    try {
      (void)Pod::get("nginx", {.client = client});
      ADD_FAILURE() << "accepted " << body;
    } catch (const DecodeError& error) {
      EXPECT_THAT(error.what(), HasSubstr("get Pod default/nginx")) << body;
    }
  }
}

TEST_F(Get, APageForPeopleIsCalledSo) {
  server.answer("<!DOCTYPE html><html><body>Please log in</body></html>");
  EXPECT_THAT(refusal([&] { (void)Pod::get("nginx", {.client = client}); }),
              AllOf(HasSubstr("get Pod default/nginx"), HasSubstr("HTML")));
}

TEST_F(Get, TimeoutIsForTheWholeCall) {
  server.answer(pod_body);
  const auto before = std::chrono::steady_clock::now();
  (void)Pod::get("nginx", {.client = client, .timeout = std::chrono::hours(1)});
  ASSERT_TRUE(server.asked(0).deadline.has_value());
  EXPECT_GE(*server.asked(0).deadline, before + std::chrono::hours(1));
  EXPECT_EQ(server.asked(0).timeout, std::chrono::hours(1));
}

TEST_F(Get, WithoutTimeoutEachTryHasTheClients) {
  server.answer(pod_body);
  (void)Pod::get("nginx", {.client = client});
  EXPECT_FALSE(server.asked(0).deadline.has_value());
  EXPECT_EQ(server.asked(0).timeout, cluster.config.timeout);
}

TEST_F(Get, PassesTheStopTokenOn) {
  std::stop_source stop;
  server.handle([&](const Request& request) -> Response {
    stop.request_stop();
    EXPECT_TRUE(request.stop.stop_requested());
    throw Stopped("stopped");
  });
  EXPECT_THROW((void)Pod::get("nginx", {.client = client, .stop = stop.get_token()}), Stopped);
}

TEST_F(Get, BodiesOfSecretsAreMarked) {
  server.answer(R"({"kind":"Secret","apiVersion":"v1","metadata":{"name":"s"}})");
  (void)Secret::get("s", {.client = client});
  EXPECT_TRUE(server.asked(0).target.secret);
}

TEST_F(Get, RefreshLoadsWhatIsStored) {
  server.answer(pod_body);
  Pod pod{{.name = "nginx", .namespace_ = "prod"}};
  pod.refresh({.client = client});
  EXPECT_EQ(pod.metadata.resourceVersion, "7");
  EXPECT_THAT(server.lines(), ElementsAre("GET /api/v1/namespaces/prod/pods/nginx"));
}

}  // namespace
}  // namespace k8s
