// Simulated controllers: rollouts, jobs and pods by a fake clock.

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>
#include <k8s/k8s.hpp>
#include <k8s/testing/fake_cluster.hpp>
#include <k8s/testing/scoped_client.hpp>

namespace k8s::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class Controllers : public ::testing::Test {
 protected:
  static Deployment deployment(std::string name, int replicas, std::string image = "app:1") {
    return Deployment(
        {.name = name},
        {.replicas = replicas,
         .selector = {.matchLabels = {{"app", name}}},
         .template_ = {.metadata = {.labels = {{"app", name}}},
                       .spec = {.containers = {{.name = "main", .image = std::move(image)}}}}});
  }
  static Job job(std::string name, int completions, int parallelism) {
    return Job({.name = name},
               {.parallelism = parallelism,
                .completions = completions,
                .template_ = {.spec = {.containers = {{.name = "main", .image = "work:1"}},
                                       .restartPolicy = "Never"}}});
  }
  static std::string condition(const Deployment& deployment, const std::string& type) {
    for (const auto& each : deployment.status.conditions) {
      if (each.type == type) return each.status + " " + each.reason;
    }
    return "none";
  }
  static std::vector<std::string> images() {
    std::vector<std::string> all;
    for (const Pod& pod : Pod::list()) all.push_back(pod.spec.containers[0].image);
    std::ranges::sort(all);
    return all;
  }
  /// The ReplicaSets as JSON, since the controllers need no models of them.
  boost::json::array replica_sets() {
    const Response response = fake.transport()->send(
        {.method = Method::get, .path = "/apis/apps/v1/namespaces/default/replicasets"});
    return boost::json::parse(response.body).at("items").as_array();
  }

  FakeClock clock;
  FakeCluster fake{{.clock = clock, .controllers = {"*"}}};
  ScopedClient scoped{fake.client()};
};

TEST_F(Controllers, RollADeploymentOut) {
  deployment("web", 3).save();
  const Deployment now = Deployment::get("web");
  EXPECT_EQ(now.status.replicas, 3);
  EXPECT_EQ(now.status.readyReplicas, 3);
  EXPECT_EQ(now.status.availableReplicas, 3);
  EXPECT_EQ(now.status.updatedReplicas, 3);
  EXPECT_EQ(now.status.unavailableReplicas, 0);
  EXPECT_EQ(now.status.observedGeneration, 1);
  EXPECT_EQ(condition(now, "Available"), "True MinimumReplicasAvailable");
  EXPECT_EQ(condition(now, "Progressing"), "True NewReplicaSetAvailable");
  EXPECT_EQ(now.metadata.annotations.at("deployment.kubernetes.io/revision"), "1");

  const auto pods = Pod::list();
  ASSERT_THAT(pods, SizeIs(3));
  const Pod& pod = pods[0];
  EXPECT_THAT(pod.metadata.name, StartsWith("web-"));
  EXPECT_EQ(pod.status.phase, "Running");
  EXPECT_EQ(pod.spec.nodeName, "fake-node");
  EXPECT_FALSE(pod.status.podIP.empty());
  ASSERT_THAT(pod.status.containerStatuses, SizeIs(1));
  EXPECT_TRUE(pod.status.containerStatuses[0].ready);
  ASSERT_THAT(pod.metadata.ownerReferences, SizeIs(1));
  EXPECT_EQ(pod.metadata.ownerReferences[0].kind, "ReplicaSet");
  EXPECT_THAT(pod.metadata.labels.at("pod-template-hash"), ::testing::Not(IsEmpty()));
}

TEST_F(Controllers, RollATemplateOutAndBack) {
  deployment("web", 3).save();
  Deployment web = Deployment::get("web");
  web.spec.template_.spec.containers[0].image = "app:2";
  web.save();
  EXPECT_THAT(images(), ElementsAre("app:2", "app:2", "app:2"));
  EXPECT_THAT(replica_sets(), SizeIs(2)) << "the old one is kept for a rollback";
  web = Deployment::get("web");
  EXPECT_EQ(web.metadata.annotations.at("deployment.kubernetes.io/revision"), "2");
  EXPECT_EQ(web.status.observedGeneration, 2);
  EXPECT_EQ(web.status.replicas, 3);

  web.spec.template_.spec.containers[0].image = "app:1";
  web.save();
  EXPECT_THAT(images(), ElementsAre("app:1", "app:1", "app:1"));
  EXPECT_THAT(replica_sets(), SizeIs(2)) << "the ReplicaSet of that template is used again";
  EXPECT_EQ(Deployment::get("web").metadata.annotations.at("deployment.kubernetes.io/revision"),
            "3");
}

TEST_F(Controllers, KeepWithinTheLimitsOfARollingUpdate) {
  fake.on_image("app:2", {.start = 10s});
  Deployment web = deployment("web", 4);
  web.spec.strategy = {
      .type = "RollingUpdate",
      .rollingUpdate = RollingUpdateDeployment{.maxUnavailable = 1, .maxSurge = 1}};
  web.save();
  web = Deployment::get("web");
  web.spec.template_.spec.containers[0].image = "app:2";
  web.save();
  const auto ready = [] {
    const auto pods = Pod::list();
    return std::ranges::count_if(pods, [](const Pod& pod) {
      return !pod.status.containerStatuses.empty() && pod.status.containerStatuses[0].ready;
    });
  };
  for (int step = 0; step < 10; ++step) {
    EXPECT_LE(Pod::list().size(), 5U);
    EXPECT_GE(ready(), 3);
    clock.advance(5s);
  }
  EXPECT_THAT(images(), ElementsAre("app:2", "app:2", "app:2", "app:2"));
  EXPECT_EQ(condition(Deployment::get("web"), "Progressing"), "True NewReplicaSetAvailable");
}

TEST_F(Controllers, StopAllBeforeTheyStartWhenRecreating) {
  fake.on_image("app:2", {.start = 10s});
  Deployment web = deployment("web", 2);
  web.spec.strategy.type = "Recreate";
  web.save();
  web = Deployment::get("web");
  web.spec.template_.spec.containers[0].image = "app:2";
  web.save();
  EXPECT_THAT(images(), ElementsAre("app:2", "app:2"));
  web = Deployment::get("web");
  EXPECT_EQ(web.status.availableReplicas, 0);
  EXPECT_EQ(web.status.unavailableReplicas, 2);
  clock.advance(10s);
  EXPECT_EQ(Deployment::get("web").status.availableReplicas, 2);
}

TEST_F(Controllers, GiveUpOnARolloutAfterItsDeadline) {
  fake.on_image("bad:1", {.pulls = false});
  Deployment web = deployment("web", 2, "bad:1");
  web.spec.progressDeadlineSeconds = 60;
  web.save();
  EXPECT_EQ(condition(Deployment::get("web"), "Progressing"), "True ReplicaSetUpdated");
  EXPECT_EQ(condition(Deployment::get("web"), "Available"), "False MinimumReplicasUnavailable");
  clock.advance(59s);
  EXPECT_EQ(condition(Deployment::get("web"), "Progressing"), "True ReplicaSetUpdated");
  clock.advance(2s);
  EXPECT_EQ(condition(Deployment::get("web"), "Progressing"), "False ProgressDeadlineExceeded");
  EXPECT_EQ(Pod::list()[0].status.containerStatuses[0].state.waiting->reason, "ImagePullBackOff");

  fake.on_image("bad:1", {});
  clock.advance(1min);
  EXPECT_EQ(condition(Deployment::get("web"), "Progressing"), "True NewReplicaSetAvailable");
}

TEST_F(Controllers, LeaveAPausedDeploymentAlone) {
  deployment("web", 2).save();
  Deployment web = Deployment::get("web");
  web.spec.paused = true;
  web.spec.template_.spec.containers[0].image = "app:2";
  web.save();
  EXPECT_THAT(images(), ElementsAre("app:1", "app:1"));
  EXPECT_EQ(condition(Deployment::get("web"), "Progressing"), "Unknown DeploymentPaused");
  web = Deployment::get("web");
  web.spec.replicas = 3;
  web.save();
  EXPECT_THAT(images(), ElementsAre("app:1", "app:1", "app:1")) << "but scale it";
  web = Deployment::get("web");
  web.spec.paused = false;
  web.save();
  EXPECT_THAT(images(), ElementsAre("app:2", "app:2", "app:2"));
}

TEST_F(Controllers, ScaleADeployment) {
  deployment("web", 1).save();
  Deployment web = Deployment::get("web");
  for (const int replicas : {5, 2, 0, 1}) {
    web.spec.replicas = replicas;
    web.save();
    EXPECT_THAT(Pod::list(), SizeIs(static_cast<std::size_t>(replicas)));
    web = Deployment::get("web");
    EXPECT_EQ(web.status.availableReplicas, replicas);
    EXPECT_EQ(condition(web, "Progressing"), "True NewReplicaSetAvailable");
  }
  EXPECT_THAT(replica_sets(), SizeIs(1));
}

TEST_F(Controllers, CountAPodAsAvailableAfterItsTime) {
  Deployment web = deployment("web", 1);
  web.spec.minReadySeconds = 30;
  web.save();
  EXPECT_EQ(Deployment::get("web").status.readyReplicas, 1);
  EXPECT_EQ(Deployment::get("web").status.availableReplicas, 0);
  clock.advance(30s);
  EXPECT_EQ(Deployment::get("web").status.availableReplicas, 1);
}

TEST_F(Controllers, ReplaceADeletedPod) {
  deployment("web", 2).save();
  const std::string gone = Pod::list()[0].metadata.name;
  Pod::delete_(gone);
  EXPECT_THAT(Pod::list(), SizeIs(2));
  EXPECT_FALSE(Pod::try_get(gone).has_value()) << "its containers stop at once";
}

TEST_F(Controllers, TakeEverythingWithADeployment) {
  deployment("web", 2).save();
  Deployment::delete_("web");
  EXPECT_THAT(Pod::list(), IsEmpty());
  EXPECT_THAT(replica_sets(), IsEmpty());
}

TEST_F(Controllers, AdoptWhatAnOrphaningDeletionLeft) {
  deployment("web", 2).save();
  Deployment::delete_("web", {.propagationPolicy = "Orphan"});
  ASSERT_THAT(Pod::list(), SizeIs(2));
  const auto uids = [] {
    std::vector<std::string> all;
    for (const Pod& pod : Pod::list()) all.push_back(pod.metadata.uid);
    return all;
  };
  const auto before = uids();
  deployment("web", 2).save();
  EXPECT_EQ(uids(), before);
}

TEST_F(Controllers, ForgetOldRevisions) {
  Deployment web = deployment("web", 1, "app:0");
  web.spec.revisionHistoryLimit = 2;
  web.save();
  for (int version = 1; version <= 5; ++version) {
    web = Deployment::get("web");
    web.spec.template_.spec.containers[0].image = "app:" + std::to_string(version);
    web.save();
  }
  EXPECT_THAT(replica_sets(), SizeIs(3)) << "the current one and two old ones";
}

TEST_F(Controllers, RunAJobToItsEnd) {
  fake.on_image("work:1", {.runs_for = 10s});
  job("sum", 5, 2).save();
  EXPECT_EQ(Job::get("sum").status.active, 2);
  EXPECT_EQ(Job::get("sum").status.ready, 2);
  clock.advance(10s);
  EXPECT_EQ(Job::get("sum").status.succeeded, 2);
  EXPECT_EQ(Job::get("sum").status.active, 2);
  clock.advance(1min);
  const Job done = Job::get("sum");
  EXPECT_EQ(done.status.succeeded, 5);
  EXPECT_EQ(done.status.active, 0);
  ASSERT_THAT(done.status.conditions, SizeIs(2));
  EXPECT_EQ(done.status.conditions[1].type, "Complete");
  EXPECT_EQ(done.status.conditions[1].message, "Reached expected number of succeeded pods");
  EXPECT_EQ(done.status.completionTime.value() - done.status.startTime.value(), 30s);
  EXPECT_THAT(Pod::list(), SizeIs(5)) << "what has ended stays";
}

TEST_F(Controllers, GiveUpOnAJobThatFailsTooOften) {
  fake.on_image("work:1", {.exit_code = 3});
  Job sum = job("sum", 1, 1);
  sum.spec.backoffLimit = 2;
  sum.save();
  const Job failed = Job::get("sum");
  EXPECT_EQ(failed.status.failed, 3);
  EXPECT_EQ(failed.status.conditions.back().type, "Failed");
  EXPECT_EQ(failed.status.conditions.back().reason, "BackoffLimitExceeded");
  EXPECT_EQ(Pod::list()[0].status.containerStatuses[0].state.terminated->exitCode, 3);
}

TEST_F(Controllers, EndAJobAtItsDeadline) {
  fake.on_image("work:1", {.runs_for = 1h});
  Job sum = job("sum", 1, 1);
  sum.spec.activeDeadlineSeconds = 100;
  sum.save();
  clock.advance(99s);
  EXPECT_EQ(Job::get("sum").status.active, 1);
  clock.advance(1s);
  EXPECT_EQ(Job::get("sum").status.conditions.back().reason, "DeadlineExceeded");
  EXPECT_THAT(Pod::list(), IsEmpty());
}

TEST_F(Controllers, NumberThePodsOfAnIndexedJob) {
  Job sum = job("sum", 4, 2);
  sum.spec.completionMode = "Indexed";
  sum.save();
  EXPECT_EQ(Job::get("sum").status.completedIndexes, "0-3");
}

TEST_F(Controllers, SuspendAJobAndTakeItAwayAfterItsTime) {
  fake.on_image("work:1", {.runs_for = 10s});
  Job sum = job("sum", 1, 1);
  sum.spec.suspend = true;
  sum.spec.ttlSecondsAfterFinished = 60;
  sum.save();
  EXPECT_THAT(Pod::list(), IsEmpty());
  sum = Job::get("sum");
  EXPECT_EQ(sum.status.conditions.at(0).type, "Suspended");
  sum.spec.suspend = false;
  sum.save();
  EXPECT_THAT(Pod::list(), SizeIs(1));
  clock.advance(69s);
  EXPECT_TRUE(Job::try_get("sum").has_value());
  clock.advance(1s);
  EXPECT_FALSE(Job::try_get("sum").has_value());
  EXPECT_THAT(Pod::list(), IsEmpty());
}

TEST_F(Controllers, StartACrashingContainerAgainAndAgain) {
  fake.on_image("app:1", {.runs_for = 0s, .exit_code = 1});
  Pod({.name = "p"}, {.containers = {{.name = "main", .image = "app:1"}}}).save();
  const auto status = [] { return Pod::get("p").status.containerStatuses[0]; };
  EXPECT_EQ(Pod::get("p").status.phase, "Running");
  EXPECT_EQ(status().state.waiting->reason, "CrashLoopBackOff");
  EXPECT_EQ(status().lastState.terminated->exitCode, 1);
  clock.advance(9s);
  EXPECT_EQ(status().restartCount, 0);
  clock.advance(1s);
  EXPECT_EQ(status().restartCount, 1);
  clock.advance(20s);
  EXPECT_EQ(status().restartCount, 2);
  EXPECT_FALSE(status().ready);
}

TEST_F(Controllers, RunNothingThatIsGated) {
  Pod pod({.name = "p"}, {.containers = {{.name = "main", .image = "app:1"}}});
  pod.spec.schedulingGates = {{.name = "example.com/gate"}};
  pod.save();
  EXPECT_EQ(Pod::get("p").status.phase, "Pending");
  EXPECT_EQ(Pod::get("p").spec.nodeName, "");
}

TEST(ControllerNames, AreChecked) {
  EXPECT_THROW(FakeCluster({.controllers = {"deploiment"}}), std::invalid_argument);
  EXPECT_NO_THROW(FakeCluster({.controllers = {"deployment-controller"}}));
}

TEST(ControllerTime, PassesByTheMachinesClockToo) {
  FakeCluster fake({.controllers = {"pods"}});
  ScopedClient scoped(fake.client());
  fake.on_image("app:1", {.start = 1s});
  Pod({.name = "p"}, {.containers = {{.name = "main", .image = "app:1"}}}).save();
  for (const WatchEvent<Pod>& event : Pod::watch_list()) {
    if (event.object.status.phase == "Running") break;
  }
  EXPECT_EQ(Pod::get("p").status.phase, "Running");
}

}  // namespace
}  // namespace k8s::testing
