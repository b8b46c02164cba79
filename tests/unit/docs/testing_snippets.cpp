// The code of docs/testing.md.
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/k8s.hpp>
#include <k8s/testing/control_plane.hpp>
#include <k8s/testing/fake_cluster.hpp>
#include <k8s/testing/journal.hpp>
#include <k8s/testing/mock_transport.hpp>
#include <k8s/testing/scoped_client.hpp>

namespace {

using namespace k8s;
using namespace k8s::testing;
using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;

// [code]
int count_running(const std::string& app) {
  int count = 0;
  for (const Pod& pod : Pod::list({.labels = {{"app", app}}})) {
    if (pod.status.phase == "Running") ++count;
  }
  return count;
}
// [code]

// [mock]
TEST(CountRunning, AsksForThePodsOfTheApp) {
  auto transport = std::make_shared<MockTransport>();
  ScopedClient scoped(client_for(transport));

  Pod running({.name = "first"});
  running.status.phase = "Running";
  EXPECT_CALL(*transport, send(AllOf(IsGet("/api/v1/namespaces/default/pods"),
                                     HasQuery("labelSelector", "app=nginx"))))
      .WillOnce(RespondWithList<Pod>({running, Pod({.name = "second"})}));

  EXPECT_EQ(count_running("nginx"), 1);
}
// [mock]

class TestingPage : public ::testing::Test {
 protected:
  std::shared_ptr<MockTransport> transport = std::make_shared<MockTransport>();
  ScopedClient scoped{client_for(transport, {.logger = [](LogLevel, std::string_view) {}})};
};

TEST_F(TestingPage, Retry) {
  // [retry]
  EXPECT_CALL(*transport, send(IsGet()))
      .WillOnce(Fail(TransportError("connection reset", true)))
      .WillOnce(RespondStatus({.code = 429, .reason = "TooManyRequests", .retryAfterSeconds = 30}))
      .WillOnce(RespondWithList<Pod>({}));

  EXPECT_EQ(count_running("nginx"), 0);  // three tries, and no pause
  // [retry]
}

TEST_F(TestingPage, Save) {
  // [save]
  Deployment deployment({.name = "nginx", .resourceVersion = "7"}, {.replicas = 2});
  EXPECT_CALL(*transport, send(AllOf(IsPut("/apis/apps/v1/namespaces/default/deployments/nginx"),
                                     HasBodyAt("/spec/replicas", "2"))))
      .WillOnce(RespondStatus(409, "Conflict", "the object has been modified"));

  EXPECT_THROW(deployment.save(), Conflict);
  // [save]
}

TEST_F(TestingPage, Watch) {
  const Pod pod({.name = "nginx"});
  // [watch]
  EXPECT_CALL(*transport, send(HasQuery("watch", "true")))
      .WillOnce(RespondWithEvents<Pod>({{"ADDED", pod}, {"DELETED", pod}}));

  std::vector<std::string> types;
  for (const WatchEvent<Pod>& event : Pod::watch_list()) types.push_back(event.type);
  EXPECT_THAT(types, ElementsAre("ADDED", "DELETED"));
  // [watch]
}

// [fake]
TEST(CountRunning, CountsWhatIsThere) {
  FakeCluster fake;
  ScopedClient scoped(fake.client());

  fake.create(R"({
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "first", "labels": {"app": "nginx"}},
    "spec": {"containers": [{"name": "main", "image": "nginx"}]}
  })");
  Pod pod = Pod::get("first");
  EXPECT_EQ(count_running("nginx"), 0);

  pod.status.phase = "Running";
  pod.save_status();
  EXPECT_EQ(count_running("nginx"), 1);
}
// [fake]

TEST(TestingPageOnFakeCluster, Fault) {
  // [fault]
  FakeCluster fake;
  ScopedClient scoped(fake.client());
  fake.on({.verb = "list", .resource = "pods"}, Fault::status(403, "Forbidden", "no lists today"));

  EXPECT_THROW(count_running("nginx"), Forbidden);
  EXPECT_TRUE(fake.writes().empty());
  // [fault]
}

TEST(TestingPageOnFakeCluster, Journal) {
  // [journal]
  FakeCluster fake;
  ScopedClient scoped(fake.client());
  EXPECT_EQ(count_running("nginx"), 0);

  EXPECT_THAT(fake, WroteNothing());
  EXPECT_THAT(fake, Received(ElementsAre(IsGet("/api/v1/namespaces/default/pods"))));
  // [journal]
}

TEST(TestingPageOnFakeCluster, Admission) {
  // [admission]
  FakeCluster fake;
  ScopedClient scoped(fake.client());
  fake.admit({.verb = "create", .resource = "pods"}, [](AdmissionReview& review) {
    Pod pod = review.as<Pod>();
    if (pod.metadata.labels.empty()) return review.refuse("a pod needs labels");
    pod.metadata.annotations["seen"] = "yes";
    review.set(pod);
  });

  Pod pod({.name = "first"}, {.containers = {{.name = "main", .image = "nginx"}}});
  EXPECT_THROW(pod.save(), Forbidden);
  pod.metadata.labels["app"] = "nginx";
  pod.save();
  EXPECT_EQ(pod.metadata.annotations.at("seen"), "yes");
  // [admission]
}

TEST(TestingPageOnFakeCluster, Users) {
  // [users]
  FakeCluster fake;
  ScopedClient scoped(fake.client_for("alice"));
  EXPECT_THROW(count_running("nginx"), Forbidden);

  fake.allow({.user = "alice", .verbs = {"get", "list"}, .resources = {"pods"}});
  EXPECT_EQ(count_running("nginx"), 0);
  // [users]
}

TEST(TestingPageOnFakeCluster, Seed) {
  // [seed]
  FakeCluster fake;
  ScopedClient scoped(fake.client());
  fake.seed(R"({
    apiVersion: v1,
    kind: Pod,
    metadata: {name: first, labels: {app: nginx}, uid: 5f0c, resourceVersion: "1234"},
    spec: {containers: [{name: main, image: nginx}]},
    status: {phase: Running}
  })");
  EXPECT_EQ(count_running("nginx"), 1);

  const auto before = fake.save();
  fake.pod("first").fail();
  EXPECT_EQ(count_running("nginx"), 0);
  fake.restore(before);
  EXPECT_EQ(count_running("nginx"), 1);
  // [seed]
}

Deployment deployment(const std::string& name, const std::string& image) {
  return Deployment({.name = name},
                    {.replicas = 3,
                     .selector = {.matchLabels = {{"app", name}}},
                     .template_ = {.metadata = {.labels = {{"app", name}}},
                                   .spec = {.containers = {{.name = "main", .image = image}}}}});
}

TEST(TestingPageOnFakeCluster, Controllers) {
  // [controllers]
  FakeClock clock;
  FakeCluster fake({.clock = clock, .controllers = {"*"}});
  ScopedClient scoped(fake.client());
  fake.on_image("app:2", {.start = 20s});  // everything else starts at once

  fake.create(deployment("web", "app:1"));
  EXPECT_EQ(Deployment::get("web").status.availableReplicas, 3);

  Deployment web = Deployment::get("web");
  web.spec.template_.spec.containers[0].image = "app:2";
  web.save();
  EXPECT_LT(Deployment::get("web").status.updatedReplicas, 3);
  clock.advance(1min);
  EXPECT_EQ(Deployment::get("web").status.updatedReplicas, 3);
  // [controllers]
}

TEST(TestingPageOnFakeCluster, Time) {
  // [time]
  FakeClock clock;
  FakeCluster fake({.clock = clock});
  ScopedClient scoped(fake.client());
  fake.on({.verb = "list"}, Fault::status(503).retry_after(10s).times(1));

  const auto start = clock.now();
  EXPECT_EQ(count_running("nginx"), 0);
  EXPECT_GE(clock.now() - start, 10s);  // it waited, and nobody noticed

  clock.advance(1h);  // every watch has reached its end, in its turn
  // [time]
}

/// Compiled here and run by nobody: the programs need not be there. tests/controlplane runs them.
[[maybe_unused]] void control_plane() {
  // [control plane]
  ControlPlane cluster({.controllers = {"deployment", "replicaset"}});
  ScopedClient scoped(cluster.client());

  Deployment({.name = "nginx"},
             {.replicas = 2,
              .selector = {.matchLabels = {{"app", "nginx"}}},
              .template_ = {.metadata = {.labels = {{"app", "nginx"}}},
                            .spec = {.containers = {{.name = "nginx", .image = "nginx"}}}}})
      .save();
  int pods = 0;
  for (const WatchEvent<Pod>& event : Watcher<Pod>().watch({.labels = {{"app", "nginx"}}})) {
    if (event.type == WatchEvent<Pod>::added && ++pods == 2) break;  // the controllers made both
  }
  // [control plane]
}

}  // namespace
