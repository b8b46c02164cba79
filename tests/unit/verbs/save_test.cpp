#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/k8s.hpp>
#include <k8s/models/authorization/v1/self_subject_access_review.hpp>

#include "verbs/scripted_transport.hpp"

namespace k8s {
namespace {

using scripted::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string stored(const std::string& version, const std::string& data,
                   const std::string& uid = "u", const std::string& extra = {}) {
  return R"({"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","namespace":"default",)"
         R"("uid":")" +
         uid + R"(","resourceVersion":")" + version + R"("},"data":{"k":")" + data + "\"}" + extra +
         "}";
}

class Save : public testing::Test {
 protected:
  ConfigMap fetched(const std::string& body) {
    server.answer(body);
    return ConfigMap::get("a", {.client = client});
  }
  std::string last_line() { return server.lines().back(); }
  boost::json::value last_body() { return json(server.asked().back().body); }

  scripted::Cluster cluster;
  scripted::Server& server = *cluster.server;
  Client client = cluster.client;
};

// ---- create -----------------------------------------------------------------------------------

TEST_F(Save, NewObjectIsPosted) {
  server.answer(201, stored("1", "v"));
  ConfigMap map{{.name = "a", .namespace_ = "default"}, {{"k", "v"}}};
  map.save({.client = client});
  EXPECT_EQ(last_line(), "POST /api/v1/namespaces/default/configmaps");
  EXPECT_EQ(last_body(), json(R"({"kind":"ConfigMap","apiVersion":"v1",
      "metadata":{"name":"a","namespace":"default"},"data":{"k":"v"}})"));
  EXPECT_EQ(server.asked(0).idempotency, Idempotency::unsafe);
  EXPECT_EQ(map.metadata.resourceVersion, "1") << "the answer is loaded back";
  EXPECT_EQ(map.metadata.uid, "u");
}

TEST_F(Save, NewObjectGoesToItsNamespaceOrTheClients) {
  server.answer(201, stored("1", "v")).answer(201, stored("1", "v"));
  ConfigMap there{{.name = "a", .namespace_ = "prod"}};
  there.save({.client = client});
  EXPECT_EQ(last_line(), "POST /api/v1/namespaces/prod/configmaps");
  ConfigMap here{{.name = "a"}};
  here.save({.client = client});
  EXPECT_EQ(last_line(), "POST /api/v1/namespaces/default/configmaps");
  EXPECT_EQ(here.metadata.namespace_, "default");
}

TEST_F(Save, NewObjectMayHaveAGeneratedName) {
  server.answer(201, stored("1", "v"));
  ConfigMap map{{.generateName = "a-"}};
  map.save({.client = client});
  EXPECT_EQ(map.metadata.name, "a");
}

TEST_F(Save, NewObjectNeedsAName) {
  ConfigMap map;
  EXPECT_THROW(map.save({.client = client}), ValidationError);
  map.metadata.name = "a/b";
  EXPECT_THROW(map.save({.client = client}), ValidationError);
  map.metadata.name = "a";
  map.metadata.namespace_ = "..";
  EXPECT_THROW(map.save({.client = client}), ValidationError);
  EXPECT_THAT(server.asked(), IsEmpty());
}

TEST_F(Save, AQuestionHasNoName) {
  server.answer(201, R"({"kind":"SelfSubjectAccessReview","apiVersion":"authorization.k8s.io/v1",
      "metadata":{},"spec":{"resourceAttributes":{"verb":"get","resource":"pods"}},
      "status":{"allowed":true}})");
  SelfSubjectAccessReview question;
  question.spec.resourceAttributes = ResourceAttributes{.verb = "get", .resource = "pods"};
  question.save({.client = client});
  EXPECT_EQ(last_line(), "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews");
  EXPECT_EQ(last_body(), json(R"({"kind":"SelfSubjectAccessReview",
      "apiVersion":"authorization.k8s.io/v1",
      "spec":{"resourceAttributes":{"verb":"get","resource":"pods"}}})"));
  EXPECT_TRUE(question.status.allowed) << "the answer is loaded back";
}

TEST_F(Save, NewObjectOutsideNamespacesIgnoresOne) {
  server.answer(201, R"({"kind":"Namespace","apiVersion":"v1","metadata":{"name":"a"}})");
  Namespace ns{{.name = "a", .namespace_ = "default"}};
  ns.save({.client = client});
  EXPECT_EQ(last_line(), "POST /api/v1/namespaces");
}

TEST_F(Save, RequiredFieldsAreCheckedFirst) {
  Pod pod{{.name = "a"}, {.nodeName = "n"}};
  try {
    pod.save({.client = client});
    ADD_FAILURE() << "sent without containers";
  } catch (const ValidationError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("Pod"), HasSubstr("containers")));
  }
  EXPECT_THAT(server.asked(), IsEmpty());
}

TEST_F(Save, WhatCannotBeWrittenIsRefusedWithTheObjectsName) {
  for (const char* version : {"", "1"}) {
    ConfigMap map{{.name = "a", .namespace_ = "default", .resourceVersion = version},
                  {{"k", "\xFF"}}};
    try {
      map.save({.client = client});
      FAIL();
    } catch (const ValidationError& error) {
      EXPECT_THAT(error.what(), AllOf(HasSubstr("ConfigMap default/a: "), HasSubstr("$.data.k")));
    }
  }
}

TEST_F(Save, ExistingNameIsAnError) {
  server.refuse(409, "AlreadyExists", "configmaps \"a\" already exists", "a");
  ConfigMap map{{.name = "a"}, {{"k", "v"}}};
  const ConfigMap before = map;
  EXPECT_THROW(map.save({.client = client}), AlreadyExists);
  EXPECT_TRUE(wire_equal(map, before)) << "when it throws, the object is as it was";
}

TEST_F(Save, NewObjectIsNotSentTwice) {
  server.break_off();
  ConfigMap map{{.name = "a"}};
  EXPECT_THROW(map.save({.client = client}), TransportError);
  EXPECT_EQ(server.asked().size(), 1U);
}

TEST_F(Save, OptionsGoIntoTheQuery) {
  server.answer(201, stored("1", "v"));
  ConfigMap map{{.name = "a"}};
  map.save(
      {.dryRun = "All", .fieldManager = "me & you", .fieldValidation = "Strict", .client = client});
  EXPECT_EQ(last_line(),
            "POST /api/v1/namespaces/default/configmaps"
            "?dryRun=All&fieldManager=me%20%26%20you&fieldValidation=Strict");
}

TEST_F(Save, AnswerThatIsNoObjectIsAnErrorAndLosesNothing) {
  server.answer(201, "<html>");
  ConfigMap map{{.name = "a"}, {{"k", "v"}}};
  EXPECT_THROW(map.save({.client = client}), DecodeError);
  EXPECT_EQ(map.data.at("k"), "v");
}

// ---- update -----------------------------------------------------------------------------------

TEST_F(Save, FetchedObjectIsPut) {
  ConfigMap map = fetched(stored("1", "v"));
  map.data["k"] = "w";
  server.answer(stored("2", "w"));
  map.save({.client = client});
  EXPECT_EQ(last_line(), "PUT /api/v1/namespaces/default/configmaps/a");
  EXPECT_EQ(last_body(), json(stored("1", "w")));
  EXPECT_EQ(server.asked().back().idempotency, Idempotency::safe);
  EXPECT_EQ(map.metadata.resourceVersion, "2");
}

TEST_F(Save, UidGoesAlongSinceAPutCanCreate) {
  ConfigMap map = fetched(stored("1", "v", "the-uid"));
  server.answer(stored("2", "v"));
  map.save({.client = client});
  EXPECT_EQ(last_body().at("metadata").at("uid"), "the-uid");
}

TEST_F(Save, UnknownMembersSurvive) {
  ConfigMap map = fetched(stored("1", "v", "u", R"(,"newer":{"than":["the","model"]})"));
  map.data["k"] = "w";
  server.answer(stored("2", "w"));
  map.save({.client = client});
  EXPECT_EQ(last_body(), json(stored("1", "w", "u", R"(,"newer":{"than":["the","model"]})")));
}

TEST_F(Save, SomebodyElseWasFaster) {
  ConfigMap map = fetched(stored("1", "v"));
  map.data["k"] = "w";
  const ConfigMap before = map;
  server.refuse(409, "Conflict", "the object has been modified", "a");
  EXPECT_THROW(map.save({.client = client}), Conflict);
  EXPECT_TRUE(wire_equal(map, before));
}

TEST_F(Save, PutIsSentAgainWhenTheConnectionBreaks) {
  ConfigMap map = fetched(stored("1", "v"));
  server.break_off().answer(stored("2", "v"));
  map.save({.client = client});
  EXPECT_EQ(map.metadata.resourceVersion, "2");
}

TEST_F(Save, ConflictWithOurOwnChangeIsNone) {
  ConfigMap map = fetched(stored("1", "v"));
  map.data["k"] = "w";
  server.break_off()
      .refuse(409, "Conflict", "the object has been modified", "a")
      .answer(stored("2", "w"));
  map.save({.client = client});
  EXPECT_EQ(last_line(), "GET /api/v1/namespaces/default/configmaps/a");
  EXPECT_EQ(map.metadata.resourceVersion, "2");
}

TEST_F(Save, ConflictWithAnothersChangeStaysOne) {
  ConfigMap map = fetched(stored("1", "v"));
  map.data["k"] = "w";
  server.break_off()
      .refuse(409, "Conflict", "the object has been modified", "a")
      .answer(stored("2", "x"));
  EXPECT_THROW(map.save({.client = client}), Conflict);
  EXPECT_EQ(map.data["k"], "w");
}

TEST_F(Save, ConflictWithAnotherObjectOfTheNameStaysOne) {
  ConfigMap map = fetched(stored("1", "v"));
  server.break_off()
      .refuse(409, "Conflict", "the object has been modified", "a")
      .answer(stored("2", "v", "another-uid"));
  EXPECT_THROW(map.save({.client = client}), Conflict);
}

TEST_F(Save, ConflictIsLookedAtOnlyAfterAReplay) {
  ConfigMap map = fetched(stored("1", "v"));
  server.refuse(409, "Conflict", "the object has been modified", "a");
  EXPECT_THROW(map.save({.client = client}), Conflict);
  EXPECT_TRUE(server.done());
  EXPECT_EQ(server.asked().size(), 2U) << "no further GET";
}

// ---- status -----------------------------------------------------------------------------------

const std::string deployment_body =
    R"({"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"d","namespace":"default",)"
    R"("uid":"u","resourceVersion":"1"},"spec":{"selector":{},"template":{"metadata":{},"spec":)"
    R"({"containers":[]}},"strategy":{}},"status":{"replicas":1}})";

TEST_F(Save, StatusIsPutToItsSubresource) {
  server.answer(deployment_body);
  Deployment deployment = Deployment::get("d", {.client = client});
  deployment.status.replicas = 3;
  server.answer(deployment_body);
  deployment.save_status({.client = client});
  EXPECT_EQ(last_line(), "PUT /apis/apps/v1/namespaces/default/deployments/d/status");
  EXPECT_EQ(last_body().at("status").at("replicas"), 3);
  EXPECT_EQ(deployment.status.replicas, 1) << "the answer is loaded back";
}

std::string with_status(int replicas, const std::string& version, const std::string& uid = "u") {
  auto body = json(deployment_body);
  body.at("status").at("replicas") = replicas;
  body.at("metadata").at("resourceVersion") = version;
  body.at("metadata").at("uid") = uid;
  return boost::json::serialize(body);
}

TEST_F(Save, StatusThatConflictsWithItselfIsNoConflict) {
  server.answer(deployment_body);
  Deployment deployment = Deployment::get("d", {.client = client});
  deployment.status.replicas = 3;
  for (const auto& [stored_now, conflict] :
       {std::pair(with_status(4, "2"), true), std::pair(with_status(3, "2", "other"), true),
        std::pair(with_status(3, "2"), false)}) {
    server.break_off()
        .refuse(409, "Conflict", "the object has been modified", "d")
        .answer(stored_now);
    if (conflict) {
      EXPECT_THROW(deployment.save_status({.client = client}), Conflict) << stored_now;
    } else {
      EXPECT_NO_THROW(deployment.save_status({.client = client}));
    }
  }
  EXPECT_EQ(deployment.metadata.resourceVersion, "2");
}

TEST_F(Save, StatusOfANewObjectIsAnUpdateToo) {
  server.answer(deployment_body);
  Deployment deployment{{.name = "d"},
                        {.selector = {.matchLabels = {{"a", "b"}}},
                         .template_ = {.spec = {.containers = {{.name = "c", .image = "i"}}}}}};
  deployment.save_status({.client = client});
  EXPECT_EQ(last_line(), "PUT /apis/apps/v1/namespaces/default/deployments/d/status");
  EXPECT_EQ(server.asked().back().idempotency, Idempotency::unsafe);
}

TEST_F(Save, StatusOfAKindWithoutOneIsRefused) {
  ConfigMap map{{.name = "a"}};
  EXPECT_THROW(map.save_status({.client = client}), ValidationError);
  EXPECT_THAT(server.asked(), IsEmpty());
}

// ---- update(change) ---------------------------------------------------------------------------

TEST_F(Save, UpdateChangesWhatIsStored) {
  ConfigMap map{{.name = "a"}};
  server.answer(stored("5", "v")).answer(stored("6", "v+"));
  map.update([](ConfigMap& stored_now) { stored_now.data["k"] += '+'; }, {.client = client});
  EXPECT_THAT(server.lines(), ElementsAre("GET /api/v1/namespaces/default/configmaps/a",
                                          "PUT /api/v1/namespaces/default/configmaps/a"));
  EXPECT_EQ(last_body(), json(stored("5", "v+")));
  EXPECT_EQ(map.metadata.resourceVersion, "6");
}

TEST_F(Save, UpdateBeginsAgainAfterAConflict) {
  ConfigMap map = fetched(stored("1", "v"));
  server.answer(stored("5", "v"))
      .refuse(409, "Conflict", "the object has been modified", "a")
      .answer(stored("6", "other"))
      .answer(stored("7", "other+"));
  map.update([](ConfigMap& stored_now) { stored_now.data["k"] += '+'; }, {.client = client});
  EXPECT_EQ(last_body(), json(stored("6", "other+")));
}

TEST_F(Save, UpdateOfTheStatusBeginsAgainAfterAConflict) {
  server.answer(with_status(1, "1"))
      .refuse(409, "Conflict", "the object has been modified", "d")
      .answer(with_status(2, "2"))
      .answer(with_status(3, "3"));
  Deployment deployment{{.name = "d"}};
  deployment.update_status([](Deployment& stored_now) { ++stored_now.status.replicas; },
                           {.client = client});
  const std::string path = "/apis/apps/v1/namespaces/default/deployments/d";
  EXPECT_THAT(server.lines(), ElementsAre("GET " + path, "PUT " + path + "/status", "GET " + path,
                                          "PUT " + path + "/status"));
  EXPECT_EQ(last_body().at("status").at("replicas"), 3);
  EXPECT_EQ(deployment.metadata.resourceVersion, "3");
}

TEST_F(Save, UpdateOfTheStatusOfAKindWithoutOneIsRefused) {
  ConfigMap map{{.name = "a"}};
  EXPECT_THROW(map.update_status([](ConfigMap&) {}, {.client = client}), ValidationError);
  EXPECT_THAT(server.asked(), IsEmpty());
}

TEST_F(Save, UpdateGivesUpInTheEnd) {
  ConfigMap map = fetched(stored("1", "v"));
  for (int i = 0; i < 10; ++i) {
    server.answer(stored("5", "v")).refuse(409, "Conflict", "the object has been modified", "a");
  }
  EXPECT_THROW(map.update([](ConfigMap&) {}, {.client = client}), Conflict);
  EXPECT_EQ(map.metadata.resourceVersion, "1");
}

TEST_F(Save, UpdateLeavesAnObjectThatWasMadeAgainAlone) {
  ConfigMap map = fetched(stored("1", "v", "old"));
  server.answer(stored("5", "v", "new"));
  EXPECT_THROW(map.update([](ConfigMap&) {}, {.client = client}), Conflict);
  EXPECT_EQ(server.asked().size(), 2U);
}

TEST_F(Save, UpdatePassesOnWhatTheChangeThrows) {
  ConfigMap map{{.name = "a"}};
  server.answer(stored("5", "v"));
  EXPECT_THROW(map.update([](ConfigMap&) { throw std::runtime_error("no"); }, {.client = client}),
               std::runtime_error);
  EXPECT_EQ(map.metadata.resourceVersion, "");
}

}  // namespace
}  // namespace k8s
