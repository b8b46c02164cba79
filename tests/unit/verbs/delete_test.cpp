#include <cstdlib>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/k8s.hpp>

#include "verbs/scripted_transport.hpp"

namespace k8s {
namespace {

using scripted::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string success = R"({"kind":"Status","apiVersion":"v1","status":"Success"})";

class Delete : public testing::Test {
 protected:
  boost::json::value last_body() { return json(server.asked().back().body); }
  Pod stored_pod() {
    server.answer(R"({"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","namespace":"prod",)"
                  R"("uid":"the-uid","resourceVersion":"7"}})");
    return Pod::get("a", {.client = client});
  }

  scripted::Cluster cluster;
  scripted::Server& server = *cluster.server;
  Client client = cluster.client;
};

// ---- one object -------------------------------------------------------------------------------

TEST_F(Delete, ByName) {
  server.answer(success);
  Pod::delete_("a", {.client = client});
  EXPECT_THAT(server.lines(), ElementsAre("DELETE /api/v1/namespaces/default/pods/a"));
  EXPECT_EQ(last_body(), json(R"({"kind":"DeleteOptions","apiVersion":"v1",
                                  "propagationPolicy":"Background"})"));
  EXPECT_EQ(server.asked(0).idempotency, Idempotency::unsafe);
}

TEST_F(Delete, OptionsGoInTheBodyAndNowhereElse) {
  server.answer(success);
  Pod::delete_("a", {.dryRun = "All",
                     .gracePeriodSeconds = 0,
                     .propagationPolicy = "Foreground",
                     .preconditions = {.resourceVersion = "5", .uid = "u"},
                     .namespace_ = "prod",
                     .client = client});
  EXPECT_THAT(server.lines(), ElementsAre("DELETE /api/v1/namespaces/prod/pods/a"));
  EXPECT_EQ(last_body(), json(R"({"kind":"DeleteOptions","apiVersion":"v1","dryRun":["All"],
      "gracePeriodSeconds":0,"propagationPolicy":"Foreground",
      "preconditions":{"resourceVersion":"5","uid":"u"}})"));
}

TEST_F(Delete, OnlyGivenOptionsAreSent) {
  server.answer(success);
  Pod::delete_("a", {.propagationPolicy = "", .client = client});
  EXPECT_EQ(last_body(), json(R"({"kind":"DeleteOptions","apiVersion":"v1"})"));
}

TEST_F(Delete, AnswerMayBeTheObject) {
  server.answer(R"({"kind":"Pod","apiVersion":"v1","metadata":{"name":"a"}})");
  EXPECT_NO_THROW(Pod::delete_("a", {.client = client}));
}

TEST_F(Delete, NotFoundIsAnException) {
  server.refuse(404, "NotFound", "pods \"a\" not found", "a");
  EXPECT_THROW(Pod::delete_("a", {.client = client}), NotFound);
}

TEST_F(Delete, EmptyNameNeverDeletesTheCollection) {
  for (const std::string name : {"", ".", "..", "a/b", "%2e", "a\n"}) {
    EXPECT_THROW(Pod::delete_(name, {.client = client}), ValidationError) << name;
    Pod pod{{.name = name, .namespace_ = "default"}};
    EXPECT_THROW(pod.delete_({.client = client}), ValidationError) << name;
  }
  EXPECT_THROW(Pod::delete_("a", {.namespace_ = "", .client = client}), ValidationError);
  EXPECT_THAT(server.asked(), IsEmpty());
}

TEST_F(Delete, AMissingEnvironmentVariableIsAnEmptyName) {
  const char* const name = std::getenv("K8S_NO_SUCH_VARIABLE");
  EXPECT_THROW(Pod::delete_(name, {.client = client}), ValidationError);
  EXPECT_THAT(server.asked(), IsEmpty());
}

TEST_F(Delete, AnObjectDeletesItselfAndNoOtherOfItsName) {
  const Pod pod = stored_pod();
  server.answer(success);
  pod.delete_({.client = client});
  EXPECT_EQ(server.lines().back(), "DELETE /api/v1/namespaces/prod/pods/a");
  EXPECT_EQ(last_body().at("preconditions"), json(R"({"uid":"the-uid"})"));
  EXPECT_EQ(server.asked().back().idempotency, Idempotency::safe);
}

TEST_F(Delete, AnObjectThatWasMadeAgainIsLeftAlone) {
  const Pod pod = stored_pod();
  server.refuse(409, "Conflict", "the UID in the precondition does not match", "a");
  EXPECT_THROW(pod.delete_({.client = client}), Conflict);
}

TEST_F(Delete, AnUnsavedObjectIsDeletedByItsName) {
  server.answer(success);
  Pod pod{{.name = "a"}};
  pod.delete_({.namespace_ = "prod", .client = client});
  EXPECT_EQ(server.lines().back(), "DELETE /api/v1/namespaces/prod/pods/a");
  EXPECT_FALSE(last_body().as_object().contains("preconditions"));
}

TEST_F(Delete, AnotherNamespaceThanTheObjectsIsRefused) {
  const Pod pod = stored_pod();
  EXPECT_THROW(pod.delete_({.namespace_ = "other", .client = client}), ValidationError);
}

TEST_F(Delete, ByNameIsNotSentTwice) {
  server.break_off();
  EXPECT_THROW(Pod::delete_("a", {.client = client}), TransportError);
  EXPECT_EQ(server.asked().size(), 1U);
}

TEST_F(Delete, GoneAfterAReplayIsSuccess) {
  const Pod pod = stored_pod();
  server.break_off().refuse(404, "NotFound", "pods \"a\" not found", "a");
  EXPECT_NO_THROW(pod.delete_({.client = client}));
}

TEST_F(Delete, MadeAgainByOthersAfterAReplayIsSuccess) {
  const Pod pod = stored_pod();
  server.break_off().refuse(409, "Conflict", "the UID in the precondition does not match", "a");
  EXPECT_NO_THROW(pod.delete_({.client = client}));
}

TEST_F(Delete, ChangedByOthersAfterAReplayIsAConflict) {
  const Pod pod = stored_pod();
  server.break_off().refuse(409, "Conflict", "the ResourceVersion does not match", "a");
  EXPECT_THROW(pod.delete_({.preconditions = {.resourceVersion = "7"}, .client = client}),
               Conflict);
}

// ---- many objects -----------------------------------------------------------------------------

TEST_F(Delete, ListByLabelsAndFields) {
  server.answer(success);
  Ingress::delete_list({.namespace_ = "prod",
                        .labels = {{"foo", Equality("bar")}, {"dog", Inequality("cat")}},
                        .fields = {{"metadata.name", Inequality("x")}},
                        .client = client},
                       {.propagationPolicy = "Foreground"});
  EXPECT_THAT(server.lines(),
              ElementsAre("DELETE /apis/networking.k8s.io/v1/namespaces/prod/ingresses"
                          "?fieldSelector=metadata.name%21%3Dx"
                          "&labelSelector=foo%3Dbar%2Cdog%21%3Dcat"));
  EXPECT_EQ(last_body().at("propagationPolicy"), "Foreground");
  EXPECT_EQ(server.asked(0).idempotency, Idempotency::unsafe);
}

TEST_F(Delete, ListOfEverythingMustBeAskedFor) {
  try {
    Pod::delete_list({.client = client});
    ADD_FAILURE() << "deleted everything";
  } catch (const ValidationError& error) {
    EXPECT_THAT(error.what(), HasSubstr(".all = true"));
  }
  EXPECT_THAT(server.asked(), IsEmpty());
  server.answer(success);
  Pod::delete_list({.all = true, .client = client});
  EXPECT_THAT(server.lines(), ElementsAre("DELETE /api/v1/namespaces/default/pods"));
}

TEST_F(Delete, ListOfAKindThatCannotIsRefused) {
  EXPECT_THROW(Namespace::delete_list({.labels = {{"a", "b"}}, .client = client}), ValidationError);
  EXPECT_THROW(Pod::delete_list({.namespace_ = "", .all = true, .client = client}),
               ValidationError);
  EXPECT_THAT(server.asked(), IsEmpty());
}

TEST_F(Delete, ListTakesTheClientOfEitherOptions) {
  server.answer(success);
  Pod::delete_list({.labels = {{"a", "b"}}}, {.namespace_ = "prod", .client = client});
  EXPECT_THAT(server.lines(),
              ElementsAre("DELETE /api/v1/namespaces/prod/pods?labelSelector=a%3Db"));
  EXPECT_THROW(Pod::delete_list({.namespace_ = "a", .labels = {{"a", "b"}}},
                                {.namespace_ = "b", .client = client}),
               ValidationError);
}

}  // namespace
}  // namespace k8s
