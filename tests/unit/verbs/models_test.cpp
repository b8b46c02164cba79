#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/k8s.hpp>

#include "verbs/scripted_transport.hpp"

// The life of each kind: made blank, created if it does not exist, updated if it does, deleted; and
// what is particular of some.

namespace k8s {
namespace {

using scripted::json;
using testing::ElementsAre;

const ObjectMeta meta{.name = "x", .namespace_ = "ns", .labels = {{"app", "x"}}};

PodTemplateSpec pod_template(const std::string& image) {
  return {.metadata = {.labels = {{"app", "x"}}},
          .spec = {.containers = {{.name = "c", .image = image}}}};
}

/// What a test must know of a kind: where it lives, an object that may be sent, a change to it, the
/// change as JSON, and what the server alone decides.
template <class T>
struct Case;

template <>
struct Case<Deployment> {
  static constexpr const char* path = "/apis/apps/v1/namespaces/ns/deployments";
  static Deployment wanted() {
    return {meta,
            {.replicas = 2,
             .selector = {.matchLabels = {{"app", "x"}}},
             .template_ = pod_template("new")}};
  }
  static constexpr const char* stored =
      R"("spec":{"replicas":1,"selector":{"matchLabels":{"app":"x"}},"template":{"metadata":
         {"creationTimestamp":null,"labels":{"app":"x"}},"spec":{"containers":[{"name":"c",
         "image":"old","resources":{}}]}},"strategy":{"type":"RollingUpdate"}},
         "status":{"replicas":1})";
  static constexpr const char* updated =
      R"("spec":{"replicas":2,"selector":{"matchLabels":{"app":"x"}},"template":{"metadata":
         {"creationTimestamp":null,"labels":{"app":"x"}},"spec":{"containers":[{"name":"c",
         "image":"new","resources":{}}]}},"strategy":{"type":"RollingUpdate"}},
         "status":{"replicas":1})";
};

template <>
struct Case<Pod> {
  static constexpr const char* path = "/api/v1/namespaces/ns/pods";
  static Pod wanted() { return {meta, pod_template("new").spec}; }
  static constexpr const char* stored =
      R"("spec":{"containers":[{"name":"c","image":"old","resources":{}}],"nodeName":"n"},
         "status":{"phase":"Running"})";
  static constexpr const char* updated =
      R"("spec":{"containers":[{"name":"c","image":"new","resources":{}}],"nodeName":"n"},
         "status":{"phase":"Running"})";
};

template <>
struct Case<Service> {
  static constexpr const char* path = "/api/v1/namespaces/ns/services";
  static Service wanted() {
    return {meta, {.selector = {{"app", "new"}}, .clusterIP = "10.0.0.99"}};
  }
  static constexpr const char* stored =
      R"("spec":{"selector":{"app":"x"},"clusterIP":"10.0.0.1","type":"ClusterIP"},
         "status":{"loadBalancer":{"ingress":[{"ip":"1.2.3.4"}]}})";
  static constexpr const char* updated =
      R"("spec":{"selector":{"app":"new"},"clusterIP":"10.0.0.1","type":"ClusterIP"},
         "status":{"loadBalancer":{"ingress":[{"ip":"1.2.3.4"}]}})";
};

template <>
struct Case<Ingress> {
  static constexpr const char* path = "/apis/networking.k8s.io/v1/namespaces/ns/ingresses";
  static Ingress wanted() { return {meta, {.rules = {{.host = "new.example"}}}}; }
  static constexpr const char* stored =
      R"("spec":{"ingressClassName":"c","rules":[{"host":"old.example"}]},
         "status":{"loadBalancer":{"ingress":[{"ip":"1.2.3.4"}]}})";
  static constexpr const char* updated =
      R"("spec":{"ingressClassName":"c","rules":[{"host":"new.example"}]},
         "status":{"loadBalancer":{"ingress":[{"ip":"1.2.3.4"}]}})";
};

template <>
struct Case<Job> {
  static constexpr const char* path = "/apis/batch/v1/namespaces/ns/jobs";
  static Job wanted() {
    Job job{meta, {.parallelism = 2, .completionMode = "Indexed"}};
    job.spec.template_ = pod_template("new");
    return job;
  }
  static constexpr const char* stored =
      R"("spec":{"parallelism":1,"completionMode":"NonIndexed","template":{"metadata":{},
         "spec":{"containers":[{"name":"c","image":"old","resources":{}}],
         "restartPolicy":"Never"}}},"status":{"active":1})";
  static constexpr const char* updated =
      R"("spec":{"parallelism":2,"completionMode":"NonIndexed","template":{"metadata":
         {"labels":{"app":"x"}},"spec":{"containers":[{"name":"c","image":"new",
         "resources":{}}],"restartPolicy":"Never"}}},"status":{"active":1})";
};

template <>
struct Case<Namespace> {
  static constexpr const char* path = "/api/v1/namespaces";
  static Namespace wanted() { return Namespace{meta}; }
  static constexpr const char* stored =
      R"("spec":{"finalizers":["kubernetes"]},"status":{"phase":"Active"})";
  static constexpr const char* updated = stored;
};

template <>
struct Case<ConfigMap> {
  static constexpr const char* path = "/api/v1/namespaces/ns/configmaps";
  static ConfigMap wanted() { return {meta, {{"k", "new"}}}; }
  static constexpr const char* stored = R"("data":{"k":"old","gone":"x"},"immutable":false)";
  static constexpr const char* updated = R"("data":{"k":"new"},"immutable":false)";
};

template <>
struct Case<Secret> {
  static constexpr const char* path = "/api/v1/namespaces/ns/secrets";
  static Secret wanted() { return {meta, {{"k", "new"}}}; }
  static constexpr const char* stored = R"("data":{"k":"b2xk"},"type":"Opaque")";
  static constexpr const char* updated =
      R"("data":{"k":"b2xk"},"stringData":{"k":"new"},"type":"Opaque")";
};

template <class T>
class Models : public testing::Test {
 protected:
  static std::string body(const std::string& labels, const std::string& rest) {
    return "{\"kind\":\"" + std::string(T::kind()) + "\",\"apiVersion\":\"" + T::api_version() +
           R"(","metadata":{"name":"x","namespace":"ns","uid":"u","resourceVersion":"7",)" +
           R"("creationTimestamp":"2024-05-06T07:08:09Z","labels":)" + labels + "}," + rest + "}";
  }
  static std::string stored() { return body(R"({"old":"label"})", Case<T>::stored); }

  scripted::Cluster cluster;
  scripted::Server& server = *cluster.server;
  GetOptions options{.namespace_ = namespaced() ? std::optional<std::string>("ns") : std::nullopt,
                     .client = cluster.client};
  static bool namespaced() { return T::kind() != "Namespace"; }
};

using Kinds = testing::Types<Deployment, Pod, Service, Ingress, Job, Namespace, ConfigMap, Secret>;
TYPED_TEST_SUITE(Models, Kinds);

TYPED_TEST(Models, AreMadeBlank) {
  const TypeParam object{ObjectMeta{.name = "x", .namespace_ = "ns"}};
  const auto written = json(to_json(object));
  EXPECT_EQ(written.at("kind").as_string(), TypeParam::kind());
  EXPECT_EQ(written.at("apiVersion").as_string(), TypeParam::api_version());
  EXPECT_EQ(written.at("metadata"), json(R"({"name":"x","namespace":"ns"})"));
  EXPECT_EQ(TypeParam(), TypeParam());
}

TYPED_TEST(Models, AreCreatedIfTheyDoNotExist) {
  this->server.refuse(404, "NotFound", "not found", "x").answer(201, this->stored());
  TypeParam object = TypeParam::get_or_create(Case<TypeParam>::wanted(), this->options);
  EXPECT_EQ(object, Case<TypeParam>::wanted());
  object.save({.client = this->cluster.client});
  const std::string path = Case<TypeParam>::path;
  EXPECT_THAT(this->server.lines(), ElementsAre("GET " + path + "/x", "POST " + path));
  EXPECT_EQ(json(this->server.asked(1).body), json(to_json(Case<TypeParam>::wanted())));
  EXPECT_EQ(object, from_json<TypeParam>(this->stored()));
}

TYPED_TEST(Models, AreUpdatedIfTheyExist) {
  this->server.answer(this->stored()).answer(this->stored());
  TypeParam object = TypeParam::get_or_create(Case<TypeParam>::wanted(), this->options);
  object.save({.client = this->cluster.client});
  const std::string path = std::string(Case<TypeParam>::path) + "/x";
  EXPECT_THAT(this->server.lines(), ElementsAre("GET " + path, "PUT " + path));
  EXPECT_EQ(json(this->server.asked(1).body),
            json(this->body(R"({"app":"x"})", Case<TypeParam>::updated)));
}

TYPED_TEST(Models, AreDeleted) {
  this->server.answer(R"({"kind":"Status","status":"Success"})");
  TypeParam::delete_("x", {.namespace_ = this->options.namespace_, .client = this->cluster.client});
  EXPECT_THAT(this->server.lines(),
              ElementsAre("DELETE " + std::string(Case<TypeParam>::path) + "/x"));
}

// ---- what is particular -----------------------------------------------------------------------

class Particulars : public testing::Test {
 protected:
  boost::json::value saved(auto object) {
    server.answer(201, R"({"metadata":{"name":"x"}})");
    object.save({.client = cluster.client});
    return json(server.asked().back().body);
  }
  scripted::Cluster cluster;
  scripted::Server& server = *cluster.server;
};

TEST_F(Particulars, RolloutOfADeploymentInPercent) {
  Deployment deployment = Case<Deployment>::wanted();
  deployment.spec.strategy = {
      .type = "RollingUpdate",
      .rollingUpdate = RollingUpdateDeployment{.maxUnavailable = "25%", .maxSurge = 1}};
  EXPECT_EQ(saved(deployment).at("spec").at("strategy"), json(R"({"type":"RollingUpdate",
                     "rollingUpdate":{"maxUnavailable":"25%","maxSurge":1}})"));
}

TEST_F(Particulars, StringDataOfASecretIsSentAndNeverReadBack) {
  Secret secret{{.name = "x"}, {{"password", "s3cret"}}};
  server.answer(201, R"({"kind":"Secret","apiVersion":"v1","metadata":{"name":"x",)"
                     R"("resourceVersion":"1"},"data":{"password":"czNjcmV0"}})");
  secret.save({.client = cluster.client});
  EXPECT_EQ(json(server.asked().back().body).at("stringData"), json(R"({"password":"s3cret"})"));
  EXPECT_TRUE(secret.stringData.empty());
  EXPECT_EQ(secret.data.at("password"), Bytes("s3cret"));
}

TEST_F(Particulars, DnsOfAPod) {
  Pod pod = Case<Pod>::wanted();
  pod.spec.dnsPolicy = "None";
  pod.spec.dnsConfig =
      PodDNSConfig{.nameservers = {"10.0.0.10"},
                   .searches = {"a.example"},
                   .options = {{.name = "ndots", .value = "2"}, {.name = "edns0"}}};
  const auto spec = saved(pod).at("spec");
  EXPECT_EQ(spec.at("dnsPolicy"), "None");
  EXPECT_EQ(spec.at("dnsConfig"), json(R"({"nameservers":["10.0.0.10"],"searches":["a.example"],
                     "options":[{"name":"ndots","value":"2"},{"name":"edns0"}]})"));
}

}  // namespace
}  // namespace k8s
