#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/k8s.hpp>

#include "verbs/scripted_transport.hpp"

namespace k8s {
namespace {

using scripted::json;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string stored =
    R"({"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"d","namespace":"default",)"
    R"("uid":"u","resourceVersion":"7","labels":{"old":"label"},"annotations":{"kept":"yes"}},)"
    R"("spec":{"replicas":5,"minReadySeconds":9,"selector":{"matchLabels":{"app":"d"}},)"
    R"("template":{"metadata":{"labels":{"app":"d"}},"spec":{"containers":[{"name":"old",)"
    R"("image":"old"}],"hostname":"h"}},"strategy":{}},"status":{"replicas":5}})";

class GetOrCreate : public testing::Test {
 protected:
  scripted::Cluster cluster;
  scripted::Server& server = *cluster.server;
  Client client = cluster.client;
};

TEST_F(GetOrCreate, ObjectThatIsNotThereIsNewAndUnsaved) {
  server.refuse(404, "NotFound", "deployments.apps \"d\" not found", "d");
  const Deployment deployment =
      Deployment::get_or_create({.name = "d"}, {.replicas = 2}, {.client = client});
  EXPECT_EQ(deployment.metadata.resourceVersion, "");
  EXPECT_EQ(deployment.spec.replicas, 2);
  EXPECT_THAT(server.lines(), ElementsAre("GET /apis/apps/v1/namespaces/default/deployments/d"));
}

TEST_F(GetOrCreate, WhatIsGivenIsSetOnTheStoredObject) {
  server.answer(stored);
  const Deployment deployment = Deployment::get_or_create(
      {.name = "d", .labels = {{"new", "label"}}},
      {.replicas = 2, .template_ = {.spec = {.containers = {{.name = "new", .image = "new"}}}}},
      {.client = client});
  EXPECT_EQ(deployment.spec.replicas, 2);
  EXPECT_EQ(deployment.metadata.labels, (Map<std::string>{{"new", "label"}}))
      << "maps are replaced";
  ASSERT_EQ(deployment.spec.template_.spec.containers.size(), 1U) << "lists are replaced";
  EXPECT_EQ(deployment.spec.template_.spec.containers[0].image, "new");
  EXPECT_EQ(deployment.spec.template_.spec.hostname, "h") << "structs are merged";
  EXPECT_EQ(deployment.spec.minReadySeconds, 9) << "what is not given stays";
  EXPECT_EQ(deployment.metadata.annotations, (Map<std::string>{{"kept", "yes"}}));
}

TEST_F(GetOrCreate, WhatTheServerSetsIsNeverMerged) {
  server.answer(stored);
  Deployment wanted{{.name = "d", .uid = "mine", .resourceVersion = "1", .generation = 3}};
  wanted.status.replicas = 1;
  const Deployment deployment = Deployment::get_or_create(wanted, {.client = client});
  EXPECT_EQ(deployment.metadata.uid, "u");
  EXPECT_EQ(deployment.metadata.resourceVersion, "7");
  EXPECT_EQ(deployment.metadata.generation, 0);
  EXPECT_EQ(deployment.status.replicas, 5);
}

TEST_F(GetOrCreate, SavingTheResultIsAnUpdate) {
  server.answer(stored).answer(stored);
  Deployment deployment =
      Deployment::get_or_create({.name = "d"}, {.replicas = 2}, {.client = client});
  deployment.save({.client = client});
  EXPECT_EQ(server.lines().back(), "PUT /apis/apps/v1/namespaces/default/deployments/d");
  auto expected = json(stored);
  expected.at("spec").at("replicas") = 2;
  EXPECT_EQ(json(server.asked().back().body), expected);
}

TEST_F(GetOrCreate, SavingWhatWasNotThereIsACreation) {
  server.refuse(404, "NotFound", "not found", "a")
      .answer(201, R"({"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a"}})");
  ConfigMap map = ConfigMap::get_or_create("a", {.namespace_ = "prod", .client = client});
  map.save({.client = client});
  EXPECT_THAT(server.lines(), ElementsAre("GET /api/v1/namespaces/prod/configmaps/a",
                                          "POST /api/v1/namespaces/prod/configmaps"));
}

TEST_F(GetOrCreate, NamespaceOfTheOptionsIsKeptForTheCreation) {
  server.refuse(404, "NotFound", "not found", "a");
  const ConfigMap map =
      ConfigMap::get_or_create({.name = "a"}, {.namespace_ = "prod", .client = client});
  EXPECT_EQ(map.metadata.namespace_, "prod");
}

TEST_F(GetOrCreate, ByNameGivesTheStoredObject) {
  server.answer(stored);
  const Deployment deployment = Deployment::get_or_create("d", {.client = client});
  EXPECT_EQ(deployment, from_json<Deployment>(stored));
}

TEST_F(GetOrCreate, TwoNamespacesAreRefused) {
  EXPECT_THROW((void)ConfigMap::get_or_create({.name = "a", .namespace_ = "b"},
                                              {.namespace_ = "c", .client = client}),
               ValidationError);
  EXPECT_THROW((void)ConfigMap::get_or_create("", {.client = client}), ValidationError);
  EXPECT_THAT(server.asked(), IsEmpty());
}

TEST_F(GetOrCreate, KindThatTheServerLacksIsAnError) {
  server.answer(404, "404 page not found\n");
  EXPECT_THROW((void)ConfigMap::get_or_create("a", {.client = client}), NotFound);
}

}  // namespace
}  // namespace k8s
