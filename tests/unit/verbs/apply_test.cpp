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

const std::string answer =
    R"({"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"web","namespace":"default",)"
    R"("uid":"u","resourceVersion":"7","managedFields":[{"manager":"me"}]},"spec":{"replicas":3}})";

class ApplyVerb : public ::testing::Test {
 protected:
  std::string last_line() { return server.lines().back(); }

  scripted::Cluster cluster;
  scripted::Server& server = *cluster.server;
  Client client = cluster.client;
};

TEST_F(ApplyVerb, SendsWhatTheObjectGivesAndNothingElse) {
  server.answer(answer);
  const Deployment intent{{.name = "web", .labels = {{"tier", "front"}}}, {.replicas = 3}};
  const Deployment stored = intent.apply({.fieldManager = "scaler", .client = client});
  EXPECT_EQ(last_line(),
            "PATCH /apis/apps/v1/namespaces/default/deployments/web?fieldManager=scaler");
  EXPECT_EQ(json(server.asked(0).body), json(R"({"apiVersion":"apps/v1","kind":"Deployment",
      "metadata":{"name":"web","labels":{"tier":"front"}},"spec":{"replicas":3}})"));
  EXPECT_EQ(*server.asked(0).headers.find("Content-Type"), "application/apply-patch+yaml");
  EXPECT_EQ(server.asked(0).idempotency, Idempotency::unsafe);
  EXPECT_EQ(stored.metadata.resourceVersion, "7");
}

TEST_F(ApplyVerb, ItemsOfListsAreWhole) {
  server.answer(R"({"metadata":{"name":"w"}})");
  const Service intent{{.name = "w"}, {.ports = {{.name = "a"}}}};
  (void)intent.apply({.client = client});
  EXPECT_EQ(json(server.asked(0).body).at("spec"), json(R"({"ports":[{"name":"a","port":0}]})"));
}

TEST_F(ApplyVerb, OptionsGoInTheQuery) {
  server.answer(answer);
  (void)Deployment({.name = "web"})
      .apply({.dryRun = "All",
              .force = true,
              .fieldManager = "me",
              .fieldValidation = "Strict",
              .client = client});
  EXPECT_EQ(last_line(),
            "PATCH /apis/apps/v1/namespaces/default/deployments/web"
            "?dryRun=All&fieldManager=me&fieldValidation=Strict&force=true");
}

TEST_F(ApplyVerb, WhoAppliesIsTheProgramUnlessTheCallSaysSo) {
  server.answer(answer).answer(answer);
  (void)Deployment({.name = "web"}).apply({.client = client});
  EXPECT_THAT(last_line(), ::testing::EndsWith("?fieldManager=k8s-cpp"));
  const Client named({.user_agent = "my-controller/1.2"}, cluster.server);
  (void)Deployment({.name = "web"}).apply({.client = named});
  EXPECT_THAT(last_line(), ::testing::EndsWith("?fieldManager=my-controller"));
}

TEST_F(ApplyVerb, OfTheStatus) {
  server.answer(answer);
  Deployment intent({.name = "web", .namespace_ = "prod"});
  intent.status.readyReplicas = 2;
  (void)intent.apply_status({.client = client});
  EXPECT_EQ(last_line(),
            "PATCH /apis/apps/v1/namespaces/prod/deployments/web/status?fieldManager=k8s-cpp");
  EXPECT_EQ(json(server.asked(0).body).at("status"), json(R"({"readyReplicas":2})"));
  EXPECT_THROW((void)ConfigMap({.name = "a"}).apply_status({.client = client}), ValidationError);
}

TEST_F(ApplyVerb, WhatWasReadFromAServerIsRefused) {
  server.answer(answer);
  const Deployment read = Deployment::get("web", {.client = client});
  EXPECT_EQ(message_of([&] { (void)read.apply({.client = client}); }),
            "apply Deployment default/web: it was read from a server (it has "
            "metadata.managedFields), so that all of its fields would be applied; apply an object "
            "with those alone that you mean to own, or save() this one");
  EXPECT_EQ(server.asked().size(), 1U);
}

TEST_F(ApplyVerb, ErrorsSayWhoseTheFieldsAre) {
  server.answer(409, R"({"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Conflict",
      "message":"Apply failed with 1 conflict: conflict with \"kubectl\": .spec.replicas",
      "details":{"causes":[{"reason":"FieldManagerConflict","message":"conflict with \"kubectl\"",
      "field":".spec.replicas"}]},"code":409})");
  EXPECT_EQ(message_of([&] { (void)Deployment({.name = "web"}).apply({.client = client}); }),
            "apply Deployment default/web: 409 Conflict: Apply failed with 1 conflict: conflict "
            "with \"kubectl\": .spec.replicas; leave these fields to their managers, or take them "
            "over by force");
  EXPECT_THROW((void)Deployment().apply({.client = client}), ValidationError);
}

}  // namespace
}  // namespace k8s
