// Each kind of the slice: a blank one, one that is created, one that is updated with what the
// server owns kept, one that is deleted.

#include "environment.hpp"

namespace {

using namespace k8s;
using ::testing::ElementsAre;

CONFORMANCE_SUITE(Models);

// Saves `wanted` as FIAAS programs do, changes it, saves again, deletes it.
template <class T>
void create_update_delete(const T& wanted, const auto& change, const auto& changed) {
  const GetOptions where{.namespace_ = wanted.metadata.namespace_.empty()
                                           ? std::optional<std::string>()
                                           : wanted.metadata.namespace_};
  T created = T::get_or_create(wanted, where);
  EXPECT_TRUE(created.metadata.uid.empty()) << "it did not exist";
  created.save();
  EXPECT_FALSE(created.metadata.uid.empty());

  T updated = T::get_or_create(wanted, where);
  EXPECT_EQ(updated.metadata.uid, created.metadata.uid) << "it exists";
  EXPECT_EQ(updated.metadata.resourceVersion, created.metadata.resourceVersion);
  change(updated);
  updated.save();
  EXPECT_EQ(updated.metadata.uid, created.metadata.uid);
  EXPECT_EQ(updated.metadata.creationTimestamp, created.metadata.creationTimestamp);
  EXPECT_NE(updated.metadata.resourceVersion, created.metadata.resourceVersion);

  const T fetched = T::get(wanted.metadata.name, where);
  EXPECT_TRUE(changed(fetched));
  EXPECT_EQ(fetched, updated);
  EXPECT_EQ(from_json<T>(to_json(fetched)), fetched);
  EXPECT_EQ(from_yaml<T>(to_yaml(fetched)), fetched);

  DeleteOptions how{.gracePeriodSeconds = 0};
  if (where.namespace_) how.namespace_ = where.namespace_;
  T::delete_(wanted.metadata.name, how);
  EXPECT_FALSE(T::try_get(wanted.metadata.name, where).has_value());
}

TEST_P(Models, BlankObjectsAreEmpty) {
  EXPECT_TRUE(Pod().metadata.name.empty());
  EXPECT_TRUE(Pod().spec.containers.empty());
  EXPECT_EQ(Service(), Service());
  EXPECT_EQ(to_json(ConfigMap()), R"({"apiVersion":"v1","kind":"ConfigMap"})");
}

TEST_P(Models, ConfigMap) {
  create_update_delete(
      config_map("settings"), [](auto& object) { object.data["more"] = "text\nof two lines\n"; },
      [](const auto& object) { return object.data.size() == 2; });
}

TEST_P(Models, ConfigMapHoldsBytes) {
  ConfigMap object(ObjectMeta{.name = "bytes", .namespace_ = ns()});
  object.binaryData = {{"blob", Bytes(std::string("\0\xff\x80z", 4))}};
  object.save();
  EXPECT_EQ(ConfigMap::get("bytes", {.namespace_ = ns()}).binaryData.at("blob"),
            Bytes(std::string("\0\xff\x80z", 4)));
}

TEST_P(Models, SecretTakesStringDataAndGivesData) {
  Secret object({.name = "login", .namespace_ = ns()}, {{"password", "s3cret"}});
  object.save();
  EXPECT_TRUE(object.stringData.empty()) << "it is never read back";
  EXPECT_EQ(object.data.at("password"), Bytes("s3cret"));
  EXPECT_EQ(object.type, "Opaque");
  object.stringData = {{"password", "changed"}};
  object.save();
  EXPECT_EQ(Secret::get("login", {.namespace_ = ns()}).data.at("password"), Bytes("changed"));
}

TEST_P(Models, Secret) {
  create_update_delete(
      Secret({.name = "plain", .namespace_ = ns()}, {{"a", "b"}}),
      [](auto& object) { object.data["c"] = Bytes("d"); },
      [](const auto& object) { return object.data.size() == 2; });
}

TEST_P(Models, Service) {
  const Service wanted({.name = "web", .namespace_ = ns()},
                       {.ports = {{.name = "http", .port = 80, .targetPort = "http"}},
                        .selector = {{"app", "web"}}});
  create_update_delete(
      wanted,
      [](auto& object) {
        EXPECT_FALSE(object.spec.clusterIP.empty()) << "the server's own field is kept";
        object.spec.ports[0].port = 8080;
      },
      [](const auto& object) { return object.spec.ports[0].port == 8080; });
}

TEST_P(Models, Pod) {
  k8s::Pod wanted = pod("worker");
  wanted.spec.dnsPolicy = "None";
  wanted.spec.dnsConfig =
      PodDNSConfig{.nameservers = {"192.0.2.1"},
                   .searches = {"example.com"},
                   .options = {{.name = "ndots", .value = "2"}, {.name = "edns0"}}};
  wanted.spec.containers[0].resources = {.limits = {{"cpu", "500m"}, {"memory", "64Mi"}},
                                         .requests = {{"cpu", "250m"}}};
  create_update_delete(
      wanted, [](auto& object) { object.metadata.labels["seen"] = "yes"; },
      [](const auto& object) {
        const auto& options = object.spec.dnsConfig->options;
        return object.metadata.labels.contains("seen") && options.size() == 2 &&
               options[0].value == "2" && !options[1].value.has_value() &&
               object.spec.containers[0].resources.limits.at("cpu") == Quantity("0.5") &&
               object.status.phase == "Pending";
      });
}

TEST_P(Models, Deployment) {
  create_update_delete(
      deployment("web"),
      [](auto& object) {
        object.spec.template_.spec.containers[0].livenessProbe =
            Probe{.httpGet = HTTPGetAction{.path = "/healthz", .port = "http"}, .periodSeconds = 5};
      },
      [](const auto& object) {
        return object.spec.template_.spec.containers[0].livenessProbe->periodSeconds == 5;
      });
}

TEST_P(Models, Ingress) {
  const Ingress wanted(
      {.name = "site", .namespace_ = ns()},
      {.tls = {{.hosts = {"example.com"}, .secretName = "site-tls"}},
       .rules = {{.host = "example.com",
                  .http = HTTPIngressRuleValue{
                      .paths = {{.path = "/",
                                 .pathType = "Prefix",
                                 .backend = {.service = IngressServiceBackend{
                                                 .name = "web", .port = {.number = 80}}}}}}}}});
  create_update_delete(
      wanted, [](auto& object) { object.spec.rules[0].host = "www.example.com"; },
      [](const auto& object) { return object.spec.rules[0].host == "www.example.com"; });
}

TEST_P(Models, Job) {
  const Job wanted({.name = "once", .namespace_ = ns()},
                   {.backoffLimit = 3,
                    .template_ = {.spec = {.containers = {{.name = "main",
                                                           .image = "example/image:1",
                                                           .command = {"/bin/sh", "-c"},
                                                           .args = {"exit 0"}}},
                                           .restartPolicy = "Never"}},
                    .ttlSecondsAfterFinished = 60});
  create_update_delete(
      wanted, [](auto& object) { object.spec.activeDeadlineSeconds = 100; },
      [](const auto& object) {
        return object.spec.backoffLimit == 3 && object.spec.activeDeadlineSeconds == 100;
      });
}

TEST_P(Models, Namespace) {
  const std::string name = ns() + "-extra";
  k8s::Namespace created(ObjectMeta{.name = name});
  created.save();
  EXPECT_EQ(created.status.phase, "Active");
  EXPECT_EQ(created.metadata.labels.at("kubernetes.io/metadata.name"), name);
  created.metadata.labels["team"] = "blue";
  created.save();
  EXPECT_EQ(k8s::Namespace::get(name).metadata.labels.at("team"), "blue");
  k8s::Namespace::delete_(name);
  if (const auto left = k8s::Namespace::try_get(name)) {
    EXPECT_EQ(left->status.phase, "Terminating");
  }
}

}  // namespace
