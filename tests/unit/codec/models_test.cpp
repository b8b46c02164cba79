// The generated models with JSON as an API server writes it.

#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <k8s/json.hpp>
#include <k8s/models/common.hpp>

#include "codec/codec.hpp"
#include "codec/json_generator.hpp"
#include "support/side_records.hpp"

namespace {

using k8s::from_json;
using k8s::to_json;

// What Go leaves out and writes, and in which order, is what these hold on to: each is written
// again letter for letter, but for apiVersion, which we put before kind.
constexpr const char* pod =
    R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-7d4b9c6f8d-x2x5z",)"
    R"("generateName":"web-7d4b9c6f8d-","namespace":"shop",)"
    R"("uid":"0d2f1f3e-8f0e-4b2c-9c57-2f8a4a1d7b60","resourceVersion":"4711","generation":1,)"
    R"("creationTimestamp":"2026-11-21T11:02:55Z","labels":{"app":"web","tier":"front"},)"
    R"("annotations":{"note":"a<b & \"c\""},"ownerReferences":[{"apiVersion":"apps/v1",)"
    R"("kind":"ReplicaSet","name":"web-7d4b9c6f8d","uid":"11111111-2222-3333-4444-555555555555",)"
    R"("controller":true,"blockOwnerDeletion":true}],"managedFields":[{"manager":"kubelet",)"
    R"("operation":"Update","apiVersion":"v1","time":"2026-11-21T11:02:56Z",)"
    R"("fieldsType":"FieldsV1","fieldsV1":{"f:status":{"f:phase":{},".":{}}},)"
    R"("subresource":"status"}]},"spec":{"volumes":[{"name":"tmp","emptyDir":{}},)"
    R"({"name":"token","projected":{"sources":[{"serviceAccountToken":)"
    R"({"expirationSeconds":3607,"path":"token"}}],"defaultMode":420}}],)"
    R"("containers":[{"name":"web","image":"nginx:1.29","args":["-c","/etc/nginx.conf"],)"
    R"("ports":[{"name":"http","containerPort":80,"protocol":"TCP"}],)"
    R"("env":[{"name":"EMPTY"},{"name":"SELF","valueFrom":{"fieldRef":)"
    R"({"apiVersion":"v1","fieldPath":"metadata.name"}}}],)"
    R"("resources":{"limits":{"cpu":"1","memory":"512Mi"},"requests":{"cpu":"250m"}},)"
    R"("volumeMounts":[{"name":"tmp","mountPath":"/tmp"}],)"
    R"("livenessProbe":{"httpGet":{"path":"/healthz","port":"http","scheme":"HTTP"},)"
    R"("initialDelaySeconds":10,"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,)"
    R"("failureThreshold":3},"terminationMessagePath":"/dev/termination-log",)"
    R"("terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent",)"
    R"("securityContext":{"capabilities":{"drop":["ALL"]},"runAsNonRoot":true}},)"
    R"({"name":"sidecar","resources":{}}],"restartPolicy":"Always",)"
    R"("terminationGracePeriodSeconds":0,"dnsPolicy":"ClusterFirst","nodeName":"node-1",)"
    R"("securityContext":{},"priority":0,"enableServiceLinks":true},)"
    R"("status":{"phase":"Running","conditions":[{"type":"Ready","status":"True",)"
    R"("lastProbeTime":null,"lastTransitionTime":"2026-11-21T11:03:01Z"}],"hostIP":"10.0.0.1",)"
    R"("hostIPs":[{"ip":"10.0.0.1"}],"podIP":"10.1.0.7","podIPs":[{"ip":"10.1.0.7"}],)"
    R"("startTime":"2026-11-21T11:02:55Z","containerStatuses":[{"name":"web",)"
    R"("state":{"running":{"startedAt":"2026-11-21T11:02:58Z"}},"lastState":{},"ready":true,)"
    R"("restartCount":0,"image":"nginx:1.29","imageID":"","started":true},)"
    R"({"name":"sidecar","state":{"waiting":{"reason":"ContainerCreating"}},)"
    R"("lastState":{"terminated":{"exitCode":0,"startedAt":null,"finishedAt":null}},)"
    R"("ready":false,"restartCount":0,"image":"","imageID":"","started":false}],)"
    R"("qosClass":"Burstable"}})";

constexpr const char* deployment =
    R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop",)"
    R"("uid":"22222222-2222-3333-4444-555555555555","resourceVersion":"99","generation":3,)"
    R"("creationTimestamp":"2026-11-21T11:02:55Z"},"spec":{"replicas":0,)"
    R"("selector":{"matchLabels":{"app":"web"},"matchExpressions":[{"key":"tier",)"
    R"("operator":"In","values":["front"]}]},"template":{"metadata":)"
    R"({"labels":{"app":"web"}},"spec":{"containers":[{"name":"web","image":"nginx",)"
    R"("resources":{}}]}},"strategy":{"type":"RollingUpdate","rollingUpdate":)"
    R"({"maxUnavailable":"25%","maxSurge":1}},"revisionHistoryLimit":10,)"
    R"("progressDeadlineSeconds":600},"status":{"observedGeneration":3,"conditions":)"
    R"([{"type":"Available","status":"True","lastUpdateTime":"2026-11-21T11:03:01Z",)"
    R"("lastTransitionTime":"2026-11-21T11:03:01Z","reason":"MinimumReplicasAvailable"}]}})";

constexpr const char* service =
    R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"shop",)"
    R"("creationTimestamp":"2026-11-21T11:02:55Z"},"spec":{"ports":[{"name":"http",)"
    R"("protocol":"TCP","port":80,"targetPort":"http"},{"name":"raw","protocol":"TCP",)"
    R"("port":81,"targetPort":0}],"selector":{"app":"web"},"clusterIP":"10.0.0.84",)"
    R"("clusterIPs":["10.0.0.84"],"type":"ClusterIP","sessionAffinity":"None",)"
    R"("ipFamilies":["IPv4"],"ipFamilyPolicy":"SingleStack","internalTrafficPolicy":"Cluster"},)"
    R"("status":{"loadBalancer":{}}})";

constexpr const char* secret =
    R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"db","namespace":"shop",)"
    R"("creationTimestamp":"2026-11-21T11:02:55Z"},"immutable":false,)"
    R"("data":{"empty":"","password":"aHVudGVyMg==","user":"YWRtaW4="},"type":"Opaque"})";

constexpr const char* job =
    R"({"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"once","namespace":"shop",)"
    R"("creationTimestamp":"2026-11-21T11:02:55Z"},"spec":{"parallelism":1,"completions":1,)"
    R"("backoffLimit":0,"selector":{"matchLabels":{"job":"once"}},"manualSelector":false,)"
    R"("template":{"metadata":{},"spec":{"containers":[{"name":"c","image":"busybox",)"
    R"("command":["true"],"resources":{"requests":{"cpu":"100m"}}}],"restartPolicy":"Never"}},)"
    R"("ttlSecondsAfterFinished":0,"completionMode":"NonIndexed","suspend":false},)"
    R"("status":{"conditions":[{"type":"Complete","status":"True",)"
    R"("lastProbeTime":"2026-11-21T11:03:01Z","lastTransitionTime":null}],)"
    R"("startTime":"2026-11-21T11:02:55Z","succeeded":1,"terminating":0,)"
    R"("uncountedTerminatedPods":{},"ready":0}})";

constexpr const char* ingress =
    R"({"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"name":"web",)"
    R"("namespace":"shop","creationTimestamp":"2026-11-21T11:02:55Z"},)"
    R"("spec":{"ingressClassName":"nginx","tls":[{"hosts":["shop.example"],)"
    R"("secretName":"shop-tls"}],"rules":[{"host":"shop.example","http":{"paths":[{"path":"/",)"
    R"("pathType":"Prefix","backend":{"service":{"name":"web","port":{"number":80}}}}]}}]},)"
    R"("status":{"loadBalancer":{}}})";

constexpr const char* config_map =
    R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","namespace":"shop",)"
    R"("creationTimestamp":"2026-11-21T11:02:55Z"},"data":{"a.yaml":"x: 1\ny: 2\n"},)"
    R"("binaryData":{"b":"AAEC"}})";

constexpr const char* name_space =
    R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop",)"
    R"("creationTimestamp":"2026-11-21T11:02:55Z"},"spec":{"finalizers":["kubernetes"]},)"
    R"("status":{"phase":"Active"}})";

template <class T>
void expect_as_go_writes_it(const std::string& json) {
  const auto object = from_json<T>(json);
  EXPECT_EQ(to_json(object), json);
  EXPECT_EQ(side_records::first_in(k8s_describe(&object), &object), "") << T::kind();
  EXPECT_EQ(k8s::from_yaml<T>(k8s::to_yaml(object)), object);
  T copy = object;
  EXPECT_EQ(copy, object);
  EXPECT_EQ(to_json(copy), json);
}

TEST(Models, AreWrittenAsTheServerWroteThemAndNeedNoSideRecord) {
  expect_as_go_writes_it<k8s::Pod>(pod);
  expect_as_go_writes_it<k8s::Deployment>(deployment);
  expect_as_go_writes_it<k8s::Service>(service);
  expect_as_go_writes_it<k8s::Job>(job);
  expect_as_go_writes_it<k8s::Ingress>(ingress);
  expect_as_go_writes_it<k8s::ConfigMap>(config_map);
  expect_as_go_writes_it<k8s::Namespace>(name_space);
  expect_as_go_writes_it<k8s::Secret>(secret);
}

TEST(Models, HoldWhatTheServerWrote) {
  const auto read = from_json<k8s::Pod>(pod);
  EXPECT_EQ(read.metadata.name, "web-7d4b9c6f8d-x2x5z");
  EXPECT_EQ(read.metadata.creationTimestamp.to_string(), "2026-11-21T11:02:55Z");
  EXPECT_EQ(read.metadata.managedFields.at(0).fieldsV1.text(),
            R"({"f:status":{"f:phase":{},".":{}}})");
  EXPECT_TRUE(read.spec.volumes.at(0).emptyDir.has_value());
  EXPECT_EQ(read.spec.containers.at(0).resources.requests.at("cpu").milli_value(), 250);
  EXPECT_EQ(read.spec.containers.at(0).livenessProbe->httpGet->port, "http");
  EXPECT_EQ(read.spec.terminationGracePeriodSeconds, 0);
  EXPECT_EQ(read.status.phase, "Running");
  EXPECT_FALSE(read.status.conditions.at(0).lastProbeTime.has_value());
  EXPECT_EQ(from_json<k8s::Deployment>(deployment).spec.strategy.rollingUpdate->maxUnavailable,
            "25%");
  EXPECT_EQ(from_json<k8s::Secret>(secret).data.at("password").view(), "hunter2");
  EXPECT_EQ(from_json<k8s::Service>(service).spec.ports.at(1).targetPort, 0);
}

TEST(Models, KeepWhatTheyDoNotKnowWhenSomethingElseIsChanged) {
  auto read = from_json<k8s::Deployment>(
      R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","new":[1]},)"
      R"("spec":{"replicas":1,"selector":{},"template":{"metadata":{},"spec":{"containers":)"
      R"([{"name":"web","resources":{"newer":{"x":null}}}]}},"strategy":{"newest":"y"}},)"
      R"("status":{},"more":true})");
  read.spec.replicas = 2;
  read.spec.template_.spec.containers[0].image = "nginx";
  EXPECT_EQ(to_json(read),
            R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","new":[1]},)"
            R"("spec":{"replicas":2,"selector":{},"template":{"metadata":{},"spec":{"containers":)"
            R"([{"name":"web","image":"nginx","resources":{"newer":{"x":null}}}]}},)"
            R"("strategy":{"newest":"y"}},"status":{},"more":true})");
}

TEST(Models, BuiltHereAreWrittenWithoutEmptyStructs) {
  EXPECT_EQ(to_json(k8s::Deployment{{.name = "web", .labels = {{"app", "web"}}},
                                    {.replicas = 0,
                                     .selector = {.matchLabels = {{"app", "web"}}},
                                     .template_ = {.spec = {.containers = {{.name = "web"}}}}}}),
            R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web",)"
            R"("labels":{"app":"web"}},"spec":{"replicas":0,"selector":{"matchLabels":)"
            R"({"app":"web"}},"template":{"spec":{"containers":[{"name":"web"}]}}}})");
  EXPECT_EQ(to_json(k8s::Service({.name = "web"}, {.ports = {{.port = 80}}})),
            R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},)"
            R"("spec":{"ports":[{"port":80,"targetPort":0}]}})");
  EXPECT_EQ(to_json(k8s::Secret({.name = "db"}, {{"password", "hunter2"}})),
            R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"db"},)"
            R"("stringData":{"password":"hunter2"}})");
}

TEST(Models, ArePrintedAsYaml) {
  std::ostringstream out;
  out << k8s::Service({.name = "web"}, {.ports = {{.port = 80}}, .selector = {{"app", "web"}}})
      << '\n';
  EXPECT_EQ(out.str(),
            "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n"
            "  - port: 80\n    targetPort: 0\n  selector:\n    app: web\n");
}

template <class T>
class GeneratedModel : public testing::Test {};

using Kinds = testing::Types<k8s::Pod, k8s::Deployment, k8s::Service, k8s::Secret, k8s::Job,
                             k8s::Ingress, k8s::ConfigMap, k8s::Namespace>;
TYPED_TEST_SUITE(GeneratedModel, Kinds);

TYPED_TEST(GeneratedModel, LosesNothingThatItReads) {
  shapes::JsonGenerator generator(3);
  const auto& table = k8s_describe(static_cast<const TypeParam*>(nullptr));
  for (int i = 0; i < 100; ++i) {
    const std::string json = generator.object(table);
    const std::string written = to_json(from_json<TypeParam>(json));
    ASSERT_EQ(boost::json::parse(written, {}, {.max_depth = 256}),
              boost::json::parse(json, {}, {.max_depth = 256}))
        << json << '\n'
        << written;
  }
}

}  // namespace
