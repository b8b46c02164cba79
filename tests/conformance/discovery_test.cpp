// What the server tells of itself.

#include <boost/json.hpp>

#include "environment.hpp"

namespace {

using k8s::Method;
using ::testing::HasSubstr;
namespace json = boost::json;

CONFORMANCE_SUITE(DiscoveryTest);

/// The element of a list whose member has that value; null if there is none.
json::value element(const json::value& list, const char* member, std::string_view value) {
  for (const json::value& entry : list.as_array()) {
    if (entry.at(member).as_string() == value) return entry;
  }
  return nullptr;
}

constexpr const char* aggregated =
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

TEST_P(DiscoveryTest, ListsTheKindsOfAGroup) {
  const auto answer = raw(Method::get, "/apis/apps/v1");
  ASSERT_EQ(answer.code, 200);
  const json::value list = json::parse(answer.body);
  EXPECT_EQ(list.at("groupVersion").as_string(), "apps/v1");
  EXPECT_EQ(json::serialize(element(list.at("resources"), "name", "deployments")),
            R"({"name":"deployments","singularName":"deployment","namespaced":true,)"
            R"("kind":"Deployment","verbs":["create","delete","deletecollection","get","list",)"
            R"("patch","update","watch"],"shortNames":["deploy"],"categories":["all"],)"
            R"("storageVersionHash":"8aSe+NMegvE="})");
  EXPECT_EQ(json::serialize(element(list.at("resources"), "name", "deployments/status")),
            R"({"name":"deployments/status","singularName":"","namespaced":true,)"
            R"("kind":"Deployment","verbs":["get","patch","update"]})");
}

TEST_P(DiscoveryTest, TellsAllKindsAtOnce) {
  const auto answer = raw(Method::get, "/apis", {}, {{"Accept", aggregated}});
  ASSERT_EQ(answer.code, 200);
  EXPECT_EQ(*answer.headers.find("Content-Type"), aggregated);
  const json::value list = json::parse(answer.body);
  EXPECT_EQ(list.at("apiVersion").as_string(), "apidiscovery.k8s.io/v2");
  json::value job;
  for (const json::value& group : list.at("items").as_array()) {
    if (group.at("metadata").at("name").as_string() != "batch") continue;
    job = element(group.at("versions").at(0).at("resources"), "resource", "jobs");
  }
  EXPECT_EQ(json::serialize(job),
            R"({"resource":"jobs","responseKind":{"group":"","version":"","kind":"Job"},)"
            R"("scope":"Namespaced","singularResource":"job","verbs":["create","delete",)"
            R"("deletecollection","get","list","patch","update","watch"],"categories":["all"],)"
            R"("subresources":[{"subresource":"status","responseKind":{"group":"",)"
            R"("version":"","kind":"Job"},"verbs":["get","patch","update"]}]})");
}

TEST_P(DiscoveryTest, NeedNotSayWhatTheClientKnows) {
  const auto first = raw(Method::get, "/api", {}, {{"Accept", aggregated}});
  ASSERT_NE(first.headers.find("Etag"), nullptr);
  const auto second = raw(Method::get, "/api", {},
                          {{"Accept", aggregated}, {"If-None-Match", *first.headers.find("Etag")}});
  EXPECT_EQ(second.code, 304);
  EXPECT_EQ(second.body, "");
}

TEST_P(DiscoveryTest, TellsAllToWhoeverWouldTakeIt) {
  for (const std::string& accept : {std::string(aggregated) + ",application/json",
                                    std::string("application/json,") + aggregated}) {
    EXPECT_THAT(raw(Method::get, "/apis", {}, {{"Accept", accept}}).body,
                HasSubstr("APIGroupDiscoveryList"));
  }
  EXPECT_THAT(raw(Method::get, "/apis", {}, {{"Accept", "application/json"}}).body,
              HasSubstr("APIGroupList"));
}

TEST_P(DiscoveryTest, SaysThatItIsWell) {
  for (const char* const path : {"/readyz", "/livez", "/healthz", "/readyz/ping"}) {
    const auto answer = raw(Method::get, path);
    EXPECT_EQ(answer.code, 200) << path;
    EXPECT_EQ(answer.body, "ok") << path;
  }
  EXPECT_EQ(raw(Method::get, "/readyz/nothing").code, 404);
}

TEST_P(DiscoveryTest, SaysWhichParametersRequestsTake) {
  const auto index = raw(Method::get, "/openapi/v3");
  ASSERT_EQ(index.code, 200);
  const json::value paths = json::parse(index.body);
  const std::string url(paths.at("paths").at("apis/apps/v1").at("serverRelativeURL").as_string());
  ASSERT_THAT(url, HasSubstr("/openapi/v3/apis/apps/v1?hash="));
  const std::size_t question = url.find('?');
  const auto answer = raw(Method::get, url);
  ASSERT_EQ(answer.code, 200);
  const json::value document = json::parse(answer.body);
  const json::value& patch = document.at("paths")
                                 .at("/apis/apps/v1/namespaces/{namespace}/deployments/{name}")
                                 .at("patch");
  EXPECT_NE(element(patch.at("parameters"), "name", "fieldValidation"), nullptr);
  EXPECT_EQ(json::serialize(patch.at("x-kubernetes-group-version-kind")),
            R"({"group":"apps","version":"v1","kind":"Deployment"})");
  const json::value& schema =
      document.at("components").at("schemas").at("io.k8s.api.apps.v1.Deployment");
  EXPECT_EQ(json::serialize(schema.at("properties").at("kind").at("type")), R"("string")");

  // Of an old hash the server leads to the new one, which the client follows.
  const auto moved = raw(Method::get, url.substr(0, question) + "?hash=0123");
  EXPECT_EQ(moved.code, 200);
  EXPECT_EQ(moved.body, answer.body);
}

TEST_P(DiscoveryTest, NamesWhatIsWrittenInTwoWays) {
  const json::value document = json::parse(raw(Method::get, "/openapi/v3/apis/apps/v1").body);
  const json::object& schemas = document.at("components").at("schemas").as_object();
  const json::value& number = schemas.at("io.k8s.apimachinery.pkg.util.intstr.IntOrString");
  EXPECT_EQ(number.at("format").as_string(), "int-or-string");
  EXPECT_EQ(json::serialize(number.at("oneOf")), R"([{"type":"integer"},{"type":"string"}])");
  EXPECT_EQ(
      json::serialize(schemas.at("io.k8s.apimachinery.pkg.api.resource.Quantity").at("oneOf")),
      R"([{"type":"string"},{"type":"number"}])");
}

TEST_P(DiscoveryTest, TellsGoClientsOfKindsInProtobuf) {
  const auto answer =
      raw(Method::get, "/openapi/v2", {},
          {{"Accept", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"}});
  ASSERT_EQ(answer.code, 200);
  EXPECT_EQ(*answer.headers.find("Content-Type"),
            "application/com.github.proto-openapi.spec.v2.v1.0+protobuf");
  ASSERT_NE(answer.headers.find("Etag"), nullptr);
  // The first two fields: the version of OpenAPI, and what this is about.
  EXPECT_TRUE(
      answer.body.starts_with("\n\x03"
                              "2.0\x12\x12\n\nKubernetes\x12\x04"
                              "1.36"));
  EXPECT_THAT(answer.body, HasSubstr("x-kubernetes-patch-merge-key\x12\x10\x12\x0e"
                                     "containerPort\n"));
  EXPECT_THAT(answer.body,
              HasSubstr("#/definitions/io.k8s.apimachinery.pkg.util.intstr.IntOrString"));
}

}  // namespace
