// Models that k8s_add_models made of CustomResourceDefinitions, on a real server that has these:
// every verb, the subresources, and what the server prunes and defaults.

#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <crds/models.hpp>
#include <k8s/k8s.hpp>
#include <k8s/models/apiextensions/v1/custom_resource_definition.hpp>
#include <k8s/models/autoscaling/v1/scale.hpp>
#include <k8s/testing/control_plane.hpp>
#include <k8s/testing/scoped_client.hpp>

#include "client_core.hpp"

namespace {

using namespace k8s;
namespace fs = std::filesystem;
using ::testing::ElementsAre;

std::string read(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The definitions of a file.
std::vector<CustomResourceDefinition> definitions(const std::string& file) {
  std::vector<CustomResourceDefinition> result;
  const std::string text = read(fs::path(K8S_CRDS) / file);
  const std::string separator = "\n---\n";
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    result.push_back(from_yaml<CustomResourceDefinition>(text.substr(begin, end - begin)));
    begin = end + separator.size();
  }
  return result;
}

bool is_established(const CustomResourceDefinition& definition) {
  for (const auto& condition : definition.status.conditions) {
    if (condition.type == "Established" && condition.status == "True") return true;
  }
  return false;
}

class CustomResources : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    cluster = std::make_unique<k8s::testing::ControlPlane>();
    const k8s::testing::ScopedClient scope(cluster->client());
    for (const char* const file :
         {"certificate.yaml", "spark_application.yaml", "service_monitor.yaml"}) {
      for (CustomResourceDefinition& each : definitions(file)) {
        each.save();
        for (const auto& event : Watcher<CustomResourceDefinition>().watch(
                 WatcherOptions{.fields = {{"metadata.name", each.metadata.name}}})) {
          if (is_established(event.object)) break;
        }
      }
    }
  }
  static void TearDownTestSuite() { cluster.reset(); }

  void SetUp() override {
    scope_ = std::make_unique<k8s::testing::ScopedClient>(cluster->client());
  }

  static inline std::unique_ptr<k8s::testing::ControlPlane> cluster;
  std::unique_ptr<k8s::testing::ScopedClient> scope_;
};

crds::Certificate certificate(const std::string& name) {
  return {{.name = name, .namespace_ = "default", .labels = {{"team", "shop"}}},
          {.issuerRef = {.name = "letters", .kind = "ClusterIssuer"},
           .secretName = name + "-tls",
           .dnsNames = {"shop.example", "www.shop.example"},
           .isCA = false,
           .keystores =
               crds::CertificateSpecKeystores{
                   .jks = crds::CertificateSpecKeystoresJks{.create = true,
                                                            .passwordSecretRef = {.name = "p"}}},
           .privateKey = crds::CertificateSpecPrivateKey{.algorithm = "ECDSA", .size = 256},
           .usages = {"server auth"}}};
}

TEST_F(CustomResources, HaveEveryVerb) {
  crds::Certificate made = certificate("web");
  made.save();
  EXPECT_FALSE(made.metadata.uid.empty());
  EXPECT_EQ(made.spec.privateKey->rotationPolicy, "Always") << "the server's default";
  EXPECT_EQ(made.spec.isCA, false) << "false is not absent";

  EXPECT_EQ(crds::Certificate::get("web"), made);
  EXPECT_FALSE(crds::Certificate::try_get("nothing").has_value());
  EXPECT_EQ(crds::Certificate::list({.labels = {{"team", "shop"}}}).size(), 1U);
  EXPECT_EQ(crds::Certificate::find({.labels = {{"team", "other"}}}).size(), 0U);

  made.update([](crds::Certificate& each) { each.spec.dnsNames.push_back("shop2.example"); });
  EXPECT_EQ(made.spec.dnsNames.size(), 3U);
  crds::Certificate old = certificate("web");
  old.metadata.resourceVersion = "1";
  EXPECT_THROW(old.save(), Conflict);
  crds::Certificate wanted = crds::Certificate::get_or_create(
      {.name = "web"}, {.issuerRef = {.name = "other"}, .secretName = "web-tls"});
  EXPECT_EQ(wanted.metadata.uid, made.metadata.uid);
  EXPECT_EQ(wanted.spec.issuerRef.name, "other");

  made.status.revision = 3;
  made.status.conditions = {{.type = "Ready",
                             .status = "True",
                             .lastTransitionTime = Time::parse("2026-01-02T03:04:05Z")}};
  made.save_status();
  EXPECT_EQ(crds::Certificate::get("web").status.conditions.at(0).type, "Ready");
  EXPECT_EQ(crds::Certificate::get("web").status.revision, 3);

  for (const auto& event : Watcher<crds::Certificate>().watch("default")) {
    EXPECT_EQ(event.object, crds::Certificate::get("web"));
    break;
  }
  made.delete_();
  EXPECT_THROW(crds::Certificate::get("web"), NotFound);
  certificate("a").save();
  certificate("b").save();
  crds::Certificate::delete_list({.labels = {{"team", "shop"}}});
  EXPECT_TRUE(crds::Certificate::list().empty());
}

TEST_F(CustomResources, LackingWhatIsRequiredAreRefusedBeforeTheyAreSent) {
  EXPECT_THROW(crds::Certificate({.name = "x"}, {.secretName = "s"}).save(), ValidationError);
}

TEST_F(CustomResources, KeepWhatTheirSchemaLeavesOpen) {
  crds::SparkApplication made{
      {.name = "pi", .namespace_ = "default"},
      {.type = "Scala",
       .sparkVersion = "4.0.0",
       .driver =
           {.cores = 1,
            .maxUnavailable = "25%",
            .template_ = RawJson(
                R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"t"},"spec":{"x":[1,null]}})")},
       .executor = {.instances = 2, .labels = {{"version", "4"}}},
       .arguments = {"1000"},
       .sparkConf = {{"spark.ui.port", "4045"}}}};
  made.save();
  const auto stored = crds::SparkApplication::get("pi");
  EXPECT_EQ(stored, made);
  EXPECT_EQ(stored.spec.driver.maxUnavailable, "25%");
  EXPECT_EQ(from_json<crds::SparkApplication>(to_json(stored)), stored);

  // The same object in the other version.
  const auto older = crds::v1beta1::SparkApplication::get("pi");
  EXPECT_EQ(older.spec.executor.instances, 2);
  EXPECT_EQ(older.metadata.uid, stored.metadata.uid);

  const auto version = stored.metadata.resourceVersion;
  crds::SparkApplication same = stored;
  same.save();
  EXPECT_EQ(same.metadata.resourceVersion, version) << "writing it back is no change";
  made.delete_();
}

TEST_F(CustomResources, HaveAScale) {
  crds::SparkApplication made{
      {.name = "scaled", .namespace_ = "default"},
      {.type = "Java", .sparkVersion = "4.0.0", .executor = {.instances = 2}}};
  made.save();
  Request request{.path =
                      "/apis/spark.example/v1beta2/namespaces/default/sparkapplications/"
                      "scaled/scale"};
  Response response = cluster->client().core()->send(request);
  ASSERT_EQ(response.status, 200) << response.body;
  auto scale = from_json<Scale>(response.body);
  EXPECT_EQ(scale.spec.replicas, 2);
  scale.spec.replicas = 5;
  request.method = Method::put;
  request.body = to_json(scale);
  request.headers.set("Content-Type", "application/json");
  response = cluster->client().core()->send(request);
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(crds::SparkApplication::get("scaled").spec.executor.instances, 5);
  made.delete_();
}

TEST_F(CustomResources, HaveNamesThatCppKeepsForItself) {
  crds::ServiceMonitor monitor{
      {.name = "web", .namespace_ = "default"},
      {.endpoints = {{.metricRelabelings = {{.action = "drop", .modulus = 9223372036854775807}},
                      .params = {{"match[]", {"up"}}},
                      .targetPort = "http"},
                     {.targetPort = 8080}},
       .selector = {.matchExpressions = {{.key = "app", .operator_ = "Exists"}},
                    .matchLabels = {{"app", "web"}}},
       .namespaceSelector = crds::ServiceMonitorSpecNamespaceSelector{.any = true}}};
  monitor.save();
  EXPECT_EQ(crds::ServiceMonitor::get("web"), monitor);
  EXPECT_EQ(monitor.spec.endpoints[0].metricRelabelings[0].modulus, 9223372036854775807);

  crds::Oddity oddity(ObjectMeta{.name = "odd"});
  oddity.spec = {.ref_ = "r",
                 ._9lives = 9,
                 .a_b = "dash",
                 .a_b_ = "underscore",
                 .any = RawJson(R"([1,2.5,{"a":null}])"),
                 .class_ = "c",
                 .matrix = {{1, 2}, {3}},
                 .oneOf = crds::OdditySpecOneOf{.left = "l"},
                 .std_ = "s"};
  oddity.data = {{"a", RawJson(R"({"b":[true]})")}};
  oddity.list_ = {"x"};
  const std::string sent = to_json(oddity);
  EXPECT_THAT(sent, ::testing::HasSubstr(R"("a-b":"dash")"));
  EXPECT_THAT(sent, ::testing::HasSubstr(R"("a_b":"underscore")"));
  oddity.save({.fieldValidation = "Strict"});
  EXPECT_EQ(crds::Oddity::get("odd"), oddity);
  EXPECT_EQ(oddity.spec.matrix[1][0], 3);
  oddity.delete_();
  monitor.delete_();
}

/// Runs a program; its exit code.
int run(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const std::string& each : command) arguments.push_back(const_cast<char*>(each.c_str()));
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// Without the note of what it was made from.
std::string without_note(std::string text) {
  const std::size_t begin = text.find("// Generated by");
  if (begin != std::string::npos) text.erase(begin, text.find('\n', begin) - begin);
  return text;
}

TEST_F(CustomResources, AreTheSameModelsWhenARunningServerTellsOfThem) {
  const fs::path folder = fs::path(::testing::TempDir()) / "models-of-a-server";
  fs::remove_all(folder);
  fs::create_directories(folder);
  const fs::path kubeconfig = folder / "kubeconfig";
  std::ofstream(kubeconfig) << cluster->kubeconfig();
  fs::permissions(kubeconfig, fs::perms::owner_read | fs::perms::owner_write);
  ASSERT_EQ(run({K8S_MODELGEN, "--kubeconfig", kubeconfig, "--namespace", "crds", "--output",
                 folder / "live"}),
            0);
  ASSERT_EQ(run({K8S_MODELGEN, "--crd", K8S_CRDS "/certificate.yaml", "--crd",
                 K8S_CRDS "/spark_application.yaml", "--crd", K8S_CRDS "/service_monitor.yaml",
                 "--namespace", "crds", "--output", folder / "files"}),
            0);
  std::size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder / "files")) {
    if (!entry.is_regular_file()) continue;
    const fs::path live = folder / "live" / fs::relative(entry.path(), folder / "files");
    EXPECT_EQ(without_note(read(live)), without_note(read(entry.path()))) << live;
    ++count;
  }
  EXPECT_GT(count, 6U);
  fs::remove_all(folder);
}

}  // namespace
