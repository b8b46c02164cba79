// The code of docs/objects.md.
#include <chrono>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <stop_token>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/constants.hpp>
#include <k8s/k8s.hpp>
#include <k8s/pod_log.hpp>
#include <k8s/testing/scoped_client.hpp>

#include "verbs/scripted_transport.hpp"

namespace {

using namespace k8s;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string pods_body =
    R"({"kind":"PodList","apiVersion":"v1","metadata":{},"items":[{"metadata":{"name":"one"}}]})";
const std::string pod_body = R"({"metadata":{"name":"nginx"},"status":{"phase":"Running"}})";
const std::string success = R"({"kind":"Status","status":"Success"})";

std::string settings_body(const std::string& version, const std::string& colour) {
  return R"({"metadata":{"name":"settings","namespace":"default","uid":"u","resourceVersion":")" +
         version + R"("},"data":{"colour":")" + colour + R"("}})";
}

std::string deployment_body(const std::string& version, int ready) {
  return R"({"metadata":{"name":"nginx","namespace":"default","uid":"u","resourceVersion":")" +
         version + R"("},"spec":{"selector":{},"template":{"spec":{"containers":[]}}},"status":)" +
         R"({"readyReplicas":)" + std::to_string(ready) + "}}";
}

class ObjectsPage : public ::testing::Test {
 protected:
  ObjectsPage() : clog_(std::cout.rdbuf(printed.rdbuf())) {}
  ~ObjectsPage() override { std::cout.rdbuf(clog_); }

  /// Settings as the server has them.
  ConfigMap stored() {
    server.answer(settings_body("1", "blue"));
    return ConfigMap::get("settings");
  }

  std::ostringstream printed;
  scripted::Cluster cluster;
  scripted::Server& server = *cluster.server;
  k8s::testing::ScopedClient as_default{cluster.client};

 private:
  std::streambuf* clog_;
};

TEST_F(ObjectsPage, Build) {
  // [build]
  Pod worker{{.name = "worker", .labels = {{"app", "worker"}}},
             {.volumes = {{.name = "scratch", .emptyDir = EmptyDirVolumeSource{}}},
              .containers = {{.name = "main",
                              .image = "busybox",
                              .command = {"sh", "-c", "sleep 10"},
                              .resources = {.requests = {{"cpu", "100m"}, {"memory", "64Mi"}}},
                              .volumeMounts = {{.name = "scratch", .mountPath = "/scratch"}}}},
              .restartPolicy = RestartPolicy::Never}};
  // [build]
  // [box]
  if (worker.spec.securityContext) std::cout << *worker.spec.securityContext;  // it is there
  worker.spec.securityContext.ensure().fsGroup = 1000;  // made if it was absent
  worker.spec.volumes[0].emptyDir->sizeLimit = "1Gi";   // BadAccess if it is absent
  std::cout << worker.spec.securityContext.value_or_default().fsGroup.value_or(0);
  worker.spec.securityContext.reset();               // absent again
  mark_present(worker.spec, &PodSpec::tolerations);  // sent though it is empty
  // [box]
  EXPECT_EQ(printed.str(), "1000");
  EXPECT_EQ(worker.spec.volumes[0].emptyDir->sizeLimit, Quantity("1Gi"));
  EXPECT_THAT(to_json(worker), HasSubstr(R"("tolerations":[])"));
}

TEST_F(ObjectsPage, Get) {
  server.answer(pod_body).answer(R"({"metadata":{"name":"import"},"status":{"active":3}})");
  {
    // [get]
    Pod pod = Pod::get("nginx");
    std::cout << pod.status.phase << '\n' << pod << '\n';  // a model prints itself as YAML
    // [get]
  }
  EXPECT_THAT(printed.str(), HasSubstr("Running\n"));
  // [try_get]
  if (auto job = Job::try_get("import", {.namespace_ = "batch"}))
    std::cout << job->status.active << '\n';
  // [try_get]
  EXPECT_THAT(printed.str(), HasSubstr("\n3\n"));
  EXPECT_THAT(server.lines(), ElementsAre("GET /api/v1/namespaces/default/pods/nginx",
                                          "GET /apis/batch/v1/namespaces/batch/jobs/import"));
}

TEST_F(ObjectsPage, List) {
  server.answer(pods_body);
  // [list]
  for (const Pod& each : Pod::list({.namespace_ = all_namespaces,
                                    .labels = {{"app", "nginx"}, {"tier", NotIn({"test", "dev"})}},
                                    .fields = {{"status.phase", Inequality("Failed")}}})) {
    std::cout << each.metadata.name << '\n';
  }
  // [list]
  EXPECT_EQ(printed.str(), "one\n");
}

TEST_F(ObjectsPage, ListErrors) {
  server.answer(R"({"items":[{"metadata":{"name":"one","managedFields":[{}]}},{"metadata":5}]})");
  // [list_errors]
  const List<Pod> pods = Pod::list_with_meta({.drop_managed_fields = true});
  for (const ItemError& each : pods.errors) std::cerr << each.name << ": " << each.message << '\n';
  // [list_errors]
  EXPECT_EQ(pods.size(), 1U);
  EXPECT_EQ(pods.errors.size(), 1U);
}

TEST_F(ObjectsPage, ListPages) {
  server.answer(R"({"metadata":{"continue":"t"},"items":[{"spec":{"nodeName":"a"}}]})");
  server.answer(R"({"items":[{"spec":{"nodeName":"b"}},{"spec":{"nodeName":"a"}}]})");
  // [pages]
  std::map<std::string, int> pods_of_node;
  for (const List<Pod>& page : ListPages<Pod>({.limit = 500, .namespace_ = all_namespaces})) {
    for (const Pod& pod : page) ++pods_of_node[pod.spec.nodeName];
  }
  // [pages]
  EXPECT_THAT(pods_of_node, ElementsAre(::testing::Pair("a", 2), ::testing::Pair("b", 1)));
}

TEST_F(ObjectsPage, Selector) {
  // [selector]
  const auto canaries = Selector::parse("app=nginx,track in (canary, beta)");
  const bool selected = canaries.matches({{"app", "nginx"}, {"track", "beta"}});
  // [selector]
  EXPECT_TRUE(selected);
}

TEST_F(ObjectsPage, Save) {
  server.answer(201, settings_body("1", "blue")).answer(settings_body("2", "green"));
  // [create]
  ConfigMap settings{{.name = "settings"}, {{"colour", "blue"}}};
  settings.save();
  // [create]
  // [change]
  settings.data["colour"] = "green";
  settings.save();
  // [change]
  EXPECT_THAT(server.lines(), ElementsAre("POST /api/v1/namespaces/default/configmaps",
                                          "PUT /api/v1/namespaces/default/configmaps/settings"));
}

TEST_F(ObjectsPage, Update) {
  ConfigMap settings = stored();
  server.answer(settings_body("4", "green")).answer(settings_body("5", "red"));
  // [update]
  settings.update([](ConfigMap& stored) { stored.data["colour"] = "red"; });
  // [update]
  EXPECT_EQ(settings.metadata.resourceVersion, "5");
}

TEST_F(ObjectsPage, UpdateStatus) {
  server.answer(deployment_body("1", 0)).answer(deployment_body("1", 0));
  server.answer(deployment_body("2", 3));
  Deployment deployment = Deployment::get("nginx");
  // [update_status]
  deployment.update_status([](Deployment& stored) { stored.status.readyReplicas = 3; });
  // [update_status]
  EXPECT_EQ(deployment.status.readyReplicas, 3);
  EXPECT_EQ(server.lines().back(), "PUT /apis/apps/v1/namespaces/default/deployments/nginx/status");
}

TEST_F(ObjectsPage, PatchAndApply) {
  server.answer(deployment_body("1", 0)).answer(deployment_body("2", 0));
  Deployment deployment = Deployment::get("nginx");
  // [patch]
  deployment.patch([](Deployment& d) { d.spec.replicas = 3; });
  // [patch]
  EXPECT_EQ(server.asked().back().body, R"({"metadata":{"uid":"u"},"spec":{"replicas":3}})");
  server.answer(deployment_body("3", 0)).answer(deployment_body("4", 0));
  server.answer(deployment_body("5", 0));
  // [patch by name]
  Deployment::patch("nginx", Patch::merge(R"({"spec": {"replicas": 3}})"));
  Deployment::patch("nginx", Patch::json(R"([{"op": "remove", "path": "/spec/paused"}])"));
  Deployment::patch("nginx", Patch::strategic(R"({"metadata": {"labels": {"tier": null}}})"),
                    {.namespace_ = "web"});
  // [patch by name]
  server.answer(deployment_body("6", 0));
  // [apply]
  Deployment intent{{.name = "nginx"}, {.replicas = 3}};
  Deployment stored = intent.apply({.fieldManager = "scaler"});
  // [apply]
  EXPECT_EQ(stored.metadata.resourceVersion, "6");
  EXPECT_TRUE(server.done());
}

TEST_F(ObjectsPage, GetOrCreateAndDelete) {
  server.answer(settings_body("4", "green")).answer(settings_body("5", "blue"));
  // [get_or_create]
  ConfigMap wanted = ConfigMap::get_or_create({.name = "settings"}, {{"colour", "blue"}});
  wanted.save();
  // [get_or_create]
  EXPECT_EQ(wanted.metadata.resourceVersion, "5");
  server.answer(success).answer(success).answer(success).answer(success);
  // [delete]
  Deployment::delete_("nginx");                                     // dependents follow
  Deployment::delete_("web", {.propagationPolicy = "Foreground"});  // dependents go first
  wanted.delete_();  // this one, no other of its name
  Pod::delete_list({.labels = {{"app", "nginx"}}}, {.gracePeriodSeconds = 0});
  // [delete]
  EXPECT_TRUE(server.done());
}

TEST_F(ObjectsPage, Logs) {
  const std::stop_token token;
  server.answer("all of it\n").stream({scripted::Piece::line("one"), scripted::Piece::line("two")});
  // [logs]
  std::cout << read_pod_log("web", {.container = "main", .tailLines = 100});

  for (const std::string& line : PodLogLines("web", {.follow = true, .stop = token})) {
    std::cout << line << '\n';
  }
  // [logs]
  EXPECT_EQ(printed.str(), "all of it\none\ntwo\n");
}

TEST_F(ObjectsPage, Errors) {
  ConfigMap settings = stored();
  server.refuse(409, "Conflict", "the object has been modified").answer(settings_body("7", "red"));
  // [errors]
  try {
    settings.save({.timeout = std::chrono::seconds(5)});
  } catch (const Conflict& conflict) {
    settings.refresh();  // somebody else was faster
  } catch (const ApiError& refused) {
    for (const StatusCause& cause : refused.causes()) std::cerr << cause.field << '\n';
    throw;
  }
  // [errors]
  EXPECT_EQ(settings.metadata.resourceVersion, "7");
}

/// Compiled, not run: it needs a kubeconfig and its cluster.
[[maybe_unused]] auto other_cluster(const std::stop_token& token) {
  // [options]
  const Client staging(read_kube_config({.context = "staging"}));
  const auto pods =
      Pod::list({.client = staging, .stop = token, .timeout = std::chrono::seconds(30)});
  // [options]
  return pods.size();
}

TEST_F(ObjectsPage, PrintAndCompare) {
  const ConfigMap settings = stored();
  // [convert]
  const std::string json = to_json(settings);
  const auto read = from_json<ConfigMap>(json);
  const std::string yaml = to_yaml(read);
  const bool same = from_yaml<ConfigMap>(yaml) == settings;
  // [convert]
  EXPECT_TRUE(same);
  // [diff]
  ConfigMap wanted_settings = settings;
  wanted_settings.data["colour"] = "red";
  const Diff changes = diff(settings, wanted_settings);
  std::cout << changes << '\n';                     // $.data.colour: "blue" -> "red"
  const std::string patch = changes.json_patch();   // RFC 6902
  const std::string merge = changes.merge_patch();  // RFC 7386
  // [diff]
  EXPECT_EQ(printed.str(), "$.data.colour: \"blue\" -> \"red\"\n");
  EXPECT_EQ(patch, R"([{"op":"replace","path":"/data/colour","value":"red"}])");
  EXPECT_EQ(merge, R"({"data":{"colour":"red"}})");
}

TEST_F(ObjectsPage, Values) {
  // [values]
  Quantity total = Quantity("1500m") + "0.5";                  // 2
  const std::int32_t spare = IntOrString("25%").of(10, true);  // 3
  const Duration pause = Duration::parse("1h30m");             // printed as 1h30m0s
  const bool longer = pause.value() > std::chrono::minutes(89);
  // [values]
  EXPECT_EQ(total.text(), "2");
  EXPECT_EQ(spare, 3);
  EXPECT_TRUE(longer);
  EXPECT_EQ(pause.to_string(), "1h30m0s");
}

}  // namespace
