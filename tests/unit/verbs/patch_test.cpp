#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/k8s.hpp>

#include "support/message.hpp"
#include "verbs/scripted_transport.hpp"

namespace k8s {
namespace {

using scripted::json;
using testing::message_of;

const std::string deployment_path = "/apis/apps/v1/namespaces/default/deployments/web";

std::string stored(const std::string& version, const std::string& spec) {
  return R"({"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"web","uid":"u",)"
         R"("namespace":"default","resourceVersion":")" +
         version + R"("},"spec":)" + spec + "}";
}

class PatchVerb : public ::testing::Test {
 protected:
  Deployment fetched(const std::string& spec) {
    server.answer(stored("1", spec));
    return Deployment::get("web", {.client = client});
  }
  std::string last_line() { return server.lines().back(); }
  std::string last_body() { return server.asked().back().body; }

  scripted::Cluster cluster;
  scripted::Server& server = *cluster.server;
  Client client = cluster.client;
};

TEST_F(PatchVerb, SendsItAsItIsAndReturnsWhatIsStored) {
  server.answer(stored("2", R"({"replicas":3})"));
  const Deployment patched = Deployment::patch(
      "web", Patch::merge(R"({"spec":{"replicas":3}})"),
      {.dryRun = "All", .fieldManager = "me", .fieldValidation = "Strict", .client = client});
  EXPECT_EQ(patched.spec.replicas, 3);
  EXPECT_EQ(last_line(),
            "PATCH " + deployment_path + "?dryRun=All&fieldManager=me&fieldValidation=Strict");
  EXPECT_EQ(last_body(), R"({"spec":{"replicas":3}})");
  EXPECT_EQ(*server.asked(0).headers.find("Content-Type"), "application/merge-patch+json");
  EXPECT_EQ(server.asked(0).idempotency, Idempotency::unsafe);
}

TEST_F(PatchVerb, EachFormHasItsType) {
  EXPECT_EQ(Patch::json("[]").content_type(), "application/json-patch+json");
  EXPECT_EQ(Patch::strategic("{}").content_type(), "application/strategic-merge-patch+json");
  EXPECT_EQ(Patch::json("[]").body(), "[]");
}

TEST_F(PatchVerb, OfASubresource) {
  server.answer(stored("2", "{}")).refuse(404, "NotFound", "not found", "web");
  Deployment::patch("web", Patch::merge("{}"),
                    {.namespace_ = "prod", .subresource = "status", .client = client});
  EXPECT_EQ(last_line(), "PATCH /apis/apps/v1/namespaces/prod/deployments/web/status");
  EXPECT_EQ(message_of([&] {
              Deployment::patch("web", Patch::merge("{}"),
                                {.subresource = "status", .client = client});
            }),
            "patch the status of Deployment default/web: 404 NotFound: not found");
  EXPECT_THROW(
      Deployment::patch("web", Patch::merge("{}"), {.subresource = "a/b", .client = client}),
      ValidationError);
}

TEST_F(PatchVerb, SendsOnlyWhatChanged) {
  Deployment deployment = fetched(R"({"replicas":1,"minReadySeconds":5,"later":1.0})");
  server.answer(stored("9", R"({"replicas":2,"paused":true})"));
  deployment.patch(
      [](Deployment& d) {
        d.spec.replicas = 2;
        d.metadata.labels["a"] = "b";
        d.spec.minReadySeconds = 0;
      },
      {.client = client});
  EXPECT_EQ(last_line(), "PATCH " + deployment_path);
  EXPECT_EQ(json(last_body()), json(R"({"metadata":{"uid":"u","labels":{"a":"b"}},
      "spec":{"replicas":2,"minReadySeconds":null}})"));
  EXPECT_EQ(deployment.metadata.resourceVersion, "9") << "the answer is loaded";
  EXPECT_EQ(deployment.spec.paused, true) << "with what others changed";
}

TEST_F(PatchVerb, SendsNothingIfNothingChanged) {
  Deployment deployment = fetched(R"({"replicas":1})");
  deployment.patch([](Deployment& d) { d.spec.replicas = 1; }, {.client = client});
  EXPECT_EQ(server.asked().size(), 1U);
}

TEST_F(PatchVerb, AListGoesWithTheStateItWasReadIn) {
  Deployment deployment =
      fetched(R"({"template":{"spec":{"containers":[{"name":"c","image":"a"}]}}})");
  server.answer(stored("2", "{}"));
  deployment.patch([](Deployment& d) { d.spec.template_.spec.containers[0].image = "b"; },
                   {.client = client});
  EXPECT_EQ(json(last_body()).at("metadata"), json(R"({"uid":"u","resourceVersion":"1"})"));
}

TEST_F(PatchVerb, NumbersStayAsTheyAreWritten) {
  ConfigMap map{{.name = "a"}};
  server.answer(R"({"metadata":{"name":"a"},"later":{"big":12345678901234567890123,"one":1.0}})");
  map.refresh({.client = client});
  const ConfigMap with_numbers = map;
  server.answer(R"({"metadata":{"name":"a"}})");
  map.refresh({.client = client});
  server.answer(R"({"metadata":{"name":"a"}})");
  map.patch([&](ConfigMap& m) { m = with_numbers; }, {.client = client});
  EXPECT_EQ(last_body(), R"({"metadata":{},"later":{"big":12345678901234567890123,"one":1.0}})");
}

// In a merge patch null means "remove".
TEST_F(PatchVerb, ANullIsSetByAJsonPatch) {
  const std::string head = R"({"metadata":{"name":"a","uid":"u","resourceVersion":"1"})";
  server.answer(head + R"(,"later":{"x":null,"y":[null]}})").answer(head + R"(,"later":{"x":1}})");
  server.answer(head + "}").answer(head + "}");
  const auto with_null = ConfigMap::get("a", {.client = client});
  auto map = ConfigMap::get("a", {.client = client});
  map.patch([&](ConfigMap& m) { m = with_null; }, {.client = client});
  EXPECT_EQ(*server.asked().back().headers.find("Content-Type"), "application/json-patch+json");
  EXPECT_EQ(last_body(), R"([{"op":"replace","path":"/metadata/uid","value":"u"},)"
                         R"({"op":"replace","path":"/metadata/resourceVersion","value":"1"},)"
                         R"({"op":"replace","path":"/later/x","value":null},)"
                         R"({"op":"add","path":"/later/y","value":[null]}])");
  map = with_null;
  map.patch([&](ConfigMap& m) { m.data["k"] = "v"; }, {.client = client});
  EXPECT_EQ(last_body(), R"({"metadata":{"uid":"u"},"data":{"k":"v"}})");
}

TEST_F(PatchVerb, LeavesTheObjectAsItWasIfItFails) {
  Deployment deployment = fetched(R"({"replicas":1})");
  server.refuse(409, "Conflict", "the object has been modified", "web");
  EXPECT_THROW(deployment.patch([](Deployment& d) { d.spec.replicas = 2; }, {.client = client}),
               Conflict);
  EXPECT_EQ(deployment.spec.replicas, 1);
  EXPECT_THROW(deployment.patch([](Deployment&) { throw std::runtime_error("no"); }),
               std::runtime_error);
  EXPECT_EQ(message_of([&] {
              deployment.patch([](Deployment& d) { d.metadata.labels["a"] = "\xFF"; },
                               {.client = client});
            }),
            "patch Deployment default/web: $.metadata.labels.a: text that is not UTF-8 cannot be "
            "written as JSON");
}

}  // namespace
}  // namespace k8s
