#include <string>
#include <vector>

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

/// A page of Pods with these names.
std::string page(std::vector<std::string> names, const std::string& version,
                 const std::string& more = {}) {
  boost::json::array items;
  for (auto& name : names) {
    items.push_back(boost::json::object{{"metadata", {{"name", name}, {"namespace", "default"}}}});
  }
  boost::json::object metadata{{"resourceVersion", version}};
  if (!more.empty()) metadata["continue"] = more;
  return boost::json::serialize(boost::json::object{
      {"kind", "PodList"}, {"apiVersion", "v1"}, {"metadata", metadata}, {"items", items}});
}

std::vector<std::string> names(const auto& pods) {
  std::vector<std::string> names;
  for (const Pod& pod : pods) names.push_back(pod.metadata.name);
  return names;
}

class ListVerb : public testing::Test {
 protected:
  scripted::Cluster cluster;
  scripted::Server& server = *cluster.server;
  Client client = cluster.client;
};

TEST_F(ListVerb, FetchesACollection) {
  server.answer(page({"a", "b"}, "9"));
  EXPECT_THAT(names(Pod::list({.client = client})), ElementsAre("a", "b"));
  EXPECT_THAT(server.lines(), ElementsAre("GET /api/v1/namespaces/default/pods?limit=500"));
}

TEST_F(ListVerb, OneNamespaceOrAll) {
  server.answer(page({}, "9")).answer(page({}, "9"));
  (void)Pod::list({.namespace_ = "prod", .client = client});
  (void)Pod::list({.namespace_ = all_namespaces, .client = client});
  EXPECT_THAT(server.lines(), ElementsAre("GET /api/v1/namespaces/prod/pods?limit=500",
                                          "GET /api/v1/pods?limit=500"));
}

TEST_F(ListVerb, KindsOutsideNamespaces) {
  const std::string body = R"({"kind":"NamespaceList","apiVersion":"v1","items":[]})";
  server.answer(body).answer(body);
  (void)Namespace::list({.client = client});
  (void)Namespace::list({.namespace_ = all_namespaces, .client = client});
  EXPECT_THAT(server.lines(),
              ElementsAre("GET /api/v1/namespaces?limit=500", "GET /api/v1/namespaces?limit=500"));
  EXPECT_THROW((void)Namespace::list({.namespace_ = "default", .client = client}), ValidationError);
}

TEST_F(ListVerb, SelectorsAreEncoded) {
  server.answer(page({}, "9"));
  (void)Pod::list({.limit = 0,
                   .labels = {{"app", Equality("nginx")}, {"tier", NotIn({"test", "dev"})}},
                   .fields = {{"status.phase", Inequality("Failed")}},
                   .client = client});
  EXPECT_THAT(server.lines(),
              ElementsAre("GET /api/v1/namespaces/default/pods"
                          "?fieldSelector=status.phase%21%3DFailed"
                          "&labelSelector=app%3Dnginx%2Ctier%20notin%20%28test%2Cdev%29"));
}

TEST_F(ListVerb, BadSelectorsNeverReachTheServer) {
  EXPECT_THROW((void)Pod::list({.labels = {{"-x", "a"}}, .client = client}), ValidationError);
  EXPECT_THROW((void)Pod::list({.fields = {{"a.b", Exists()}}, .client = client}), ValidationError);
  EXPECT_THROW((void)Pod::list({.limit = -1, .client = client}), ValidationError);
  EXPECT_THROW((void)Pod::list({.namespace_ = "", .client = client}), ValidationError);
  EXPECT_THAT(server.asked(), IsEmpty());
}

TEST_F(ListVerb, FollowsPagesWithTheSameSelectorsAndLimit) {
  server.answer(page({"a", "b"}, "9", "to/ken+1=="))
      .answer(page({"c"}, "9", "token2"))
      .answer(page({"d"}, "9"));
  const auto pods = Pod::list({.limit = 2, .labels = {{"app", "x"}}, .client = client});
  EXPECT_THAT(names(pods), ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(server.lines(),
              ElementsAre("GET /api/v1/namespaces/default/pods?labelSelector=app%3Dx&limit=2",
                          "GET /api/v1/namespaces/default/pods?continue=to%2Fken%2B1%3D%3D"
                          "&labelSelector=app%3Dx&limit=2",
                          "GET /api/v1/namespaces/default/pods?continue=token2"
                          "&labelSelector=app%3Dx&limit=2"));
}

TEST_F(ListVerb, TheFirstPageAloneNamesTheMoment) {
  server.answer(page({"a"}, "9", "t")).answer(page({"b"}, "9"));
  (void)Pod::list({.resourceVersion = "9", .resourceVersionMatch = "Exact", .client = client});
  EXPECT_THAT(server.lines(),
              ElementsAre("GET /api/v1/namespaces/default/pods"
                          "?limit=500&resourceVersion=9&resourceVersionMatch=Exact",
                          "GET /api/v1/namespaces/default/pods?continue=t&limit=500"));
}

TEST_F(ListVerb, WithMetadata) {
  server.answer(page({"a"}, "9", "t")).answer(page({"b"}, "9"));
  const List<Pod> list = Pod::list_with_meta({.client = client});
  EXPECT_THAT(names(list), ElementsAre("a", "b"));
  EXPECT_EQ(list.metadata.resourceVersion, "9");
  EXPECT_EQ(list.metadata.continue_, "");
}

TEST_F(ListVerb, ExpiredTokenStartsAgainInOnePieceAndNeverMixes) {
  server.answer(page({"a", "b"}, "9", "t"))
      .refuse(410, "Expired", "The provided continue parameter is too old")
      .answer(page({"b", "c"}, "12"));
  const List<Pod> list = Pod::list_with_meta({.limit = 2, .client = client});
  EXPECT_THAT(names(list), ElementsAre("b", "c"));
  EXPECT_EQ(list.metadata.resourceVersion, "12");
  EXPECT_EQ(server.lines().back(), "GET /api/v1/namespaces/default/pods");
}

TEST_F(ListVerb, ExpiredTwiceIsAnError) {
  server.answer(page({"a"}, "9", "t"))
      .refuse(410, "Expired", "too old")
      .answer(page({"a"}, "12", "t2"))
      .refuse(410, "Expired", "too old");
  EXPECT_THROW((void)Pod::list({.limit = 1, .client = client}), Gone);
}

TEST_F(ListVerb, PageThatComesAgainAndAgainIsAnError) {
  server.answer(page({"a"}, "9", "t")).answer(page({"b"}, "9", "t"));
  try {
    (void)Pod::list({.client = client});
    ADD_FAILURE() << "never ends";
  } catch (const DecodeError& error) {
    EXPECT_THAT(error.what(), HasSubstr("list Pod in default"));
  }
}

TEST_F(ListVerb, RefusalInTheMiddleIsAnError) {
  server.answer(page({"a"}, "9", "t")).refuse(403, "Forbidden", "no");
  EXPECT_THROW((void)Pod::list({.client = client}), Forbidden);
}

constexpr const char* with_a_bad_item =
    R"({"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"9"},"items":[)"
    R"({"metadata":{"name":"a"}},{"metadata":{"name":"b","namespace":"n"},"spec":{"hostPID":"no"}}]})";

TEST_F(ListVerb, ABadItemIsToldAndTheOthersCome) {
  server.answer(with_a_bad_item);
  const List<Pod> list = Pod::list_with_meta({.client = client});
  EXPECT_THAT(names(list), ElementsAre("a"));
  ASSERT_EQ(list.errors.size(), 1U);
  EXPECT_EQ(list.errors[0].index, 1U);
  EXPECT_EQ(list.errors[0].namespace_ + '/' + list.errors[0].name, "n/b");
  EXPECT_THAT(list.errors[0].message, HasSubstr("items[1].spec.hostPID: expected a boolean"));
  EXPECT_EQ(list.errors[0].json,
            R"({"metadata":{"name":"b","namespace":"n"},"spec":{"hostPID":"no"}})");
}

TEST_F(ListVerb, ABadItemIsToldToTheLogWhereNothingElseTellsIt) {
  std::vector<std::string> warnings;
  cluster.config.logger = [&](LogLevel level, std::string_view line) {
    if (level == LogLevel::warning) warnings.emplace_back(line);
  };
  const Client logging(cluster.config, cluster.server);
  server.answer(with_a_bad_item);
  EXPECT_THAT(names(Pod::list({.client = logging})), ElementsAre("a"));
  EXPECT_THAT(warnings,
              ElementsAre(AllOf(HasSubstr("list Pod: left out n/b"), HasSubstr("spec.hostPID"))));
}

TEST_F(ListVerb, StrictlyABadItemIsNamedWithItsPath) {
  server.answer(with_a_bad_item);
  try {
    (void)Pod::list({.strict = true, .client = client});
    ADD_FAILURE() << "accepted";
  } catch (const DecodeError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("list Pod"), HasSubstr("items[1].spec.hostPID")));
  }
}

TEST_F(ListVerb, ManagedFieldsCanBeLeftOut) {
  const std::string body = R"({"kind":"PodList","apiVersion":"v1","metadata":{},"items":[)"
                           R"({"metadata":{"name":"a","managedFields":[{"manager":"m"}]}}]})";
  server.answer(body).answer(body);
  EXPECT_EQ(Pod::list({.client = client}).at(0).metadata.managedFields.size(), 1U);
  EXPECT_TRUE(Pod::list({.drop_managed_fields = true, .client = client})
                  .at(0)
                  .metadata.managedFields.empty());
}

TEST_F(ListVerb, BodiesAreTakenAsTheyArrive) {
  const std::string body = page({"a", "b", "c"}, "9");
  server.handle([&](const Request& request) {
    Response head;
    head.status = 200;
    head.headers = {{"Content-Type", "application/json"}};
    EXPECT_NE(request.sink, nullptr);
    request.sink->begin(head);
    request.sink->take(std::string_view(body).substr(0, 150));
    request.sink->begin(head);  // the connection broke, and the next try answers
    for (const char byte : body) request.sink->take({&byte, 1});
    return head;
  });
  const List<Pod> list = Pod::list_with_meta({.client = client});
  EXPECT_THAT(names(list), ElementsAre("a", "b", "c"));
  EXPECT_EQ(list.metadata.resourceVersion, "9");
}

TEST_F(ListVerb, ItemsThatAreNullAreNone) {
  server.answer(R"({"kind":"PodList","apiVersion":"v1","metadata":{},"items":null})");
  EXPECT_THAT(names(Pod::list({.client = client})), IsEmpty());
}

TEST_F(ListVerb, WhatIsNoListIsNoAnswer) {
  for (const std::string body :
       {R"({"kind":"Pod","apiVersion":"v1","metadata":{"name":"a"}})",
        R"({"kind":"Status","apiVersion":"v1","status":"Success"})",
        R"({"kind":"NodeList","apiVersion":"v1","items":[]})", "{}", "nonsense", ""}) {
    server.answer(body);
    EXPECT_THROW((void)Pod::list({.client = client}), DecodeError) << body;
  }
}

// ---- find -------------------------------------------------------------------------------------

TEST_F(ListVerb, FindSelectsByTheAppLabel) {
  server.answer(page({"a"}, "9"));
  EXPECT_THAT(names(Pod::find("nginx", {.client = client})), ElementsAre("a"));
  EXPECT_THAT(server.lines(), ElementsAre("GET /api/v1/namespaces/default/pods"
                                          "?labelSelector=app%3Dnginx&limit=500"));
}

TEST_F(ListVerb, FindWithLabelsIgnoresTheName) {
  server.answer(page({}, "9")).answer(page({}, "9"));
  (void)Pod::find("nginx", {.labels = {{"tier", "web"}}, .client = client});
  (void)Pod::find({.labels = {{"tier", "web"}}, .client = client});
  for (const auto& line : server.lines()) {
    EXPECT_EQ(line, "GET /api/v1/namespaces/default/pods?labelSelector=tier%3Dweb&limit=500");
  }
}

TEST_F(ListVerb, FindKeepsTheOtherOptions) {
  server.answer(page({}, "9"));
  (void)Pod::find(
      "nginx",
      {.namespace_ = all_namespaces, .fields = {{"spec.nodeName", "n"}}, .client = client});
  EXPECT_THAT(server.lines(), ElementsAre("GET /api/v1/pods?fieldSelector=spec.nodeName%3Dn"
                                          "&labelSelector=app%3Dnginx&limit=500"));
}

TEST_F(ListVerb, FindNeedsANameOrLabels) {
  EXPECT_THROW((void)Pod::find("", {.client = client}), ValidationError);
  EXPECT_THROW((void)Pod::find({.client = client}), ValidationError);
  EXPECT_THAT(server.asked(), IsEmpty());
}

}  // namespace
}  // namespace k8s
