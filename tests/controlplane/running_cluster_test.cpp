// A cluster at work, with controllers, a scheduler, three nodes and a workload of each workload
// kind: every object that is in it is read by its model and written again without a loss, and its
// members hold all of it.

#include <condition_variable>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>
#include <k8s/detail/description.hpp>
#include <k8s/json.hpp>
#include <k8s/k8s.hpp>
#include <k8s/models/all.hpp>
#include <k8s/testing/control_plane.hpp>
#include <k8s/testing/scoped_client.hpp>

#include "client_core.hpp"
#include "models/kinds.hpp"
#include "support/side_records.hpp"

namespace {

using namespace k8s;
namespace json = boost::json;

constexpr auto patience = std::chrono::seconds(120);

/// What a kubelet tells of a node.
void add_node(const std::string& name) {
  Node node({.name = name, .labels = {{"kubernetes.io/hostname", name}}});
  node.save();
  const Map<Quantity> resources{{"cpu", "8"}, {"memory", "16Gi"}, {"pods", "110"}};
  node.update([](Node& each) { each.spec.taints.clear(); });
  node.update_status([&](Node& each) {
    each.status.capacity = resources;
    each.status.allocatable = resources;
    each.status.conditions = {{.type = "Ready",
                               .status = "True",
                               .lastHeartbeatTime = Time::now(),
                               .lastTransitionTime = Time::now(),
                               .reason = "KubeletReady"}};
    each.status.addresses = {{.type = "InternalIP", .address = "10.1.0.1"}};
  });
  Lease lease(
      {.name = name, .namespace_ = "kube-node-lease"},
      {.holderIdentity = name, .leaseDurationSeconds = 3600, .renewTime = MicroTime::now()});
  lease.save();
}

/// What a kubelet does with a pod that a scheduler gave to its node: it runs, or has ended if it is
/// a Job's.
void run(Pod pod) {
  if (pod.spec.nodeName.empty() || pod.status.phase != "Pending") return;
  const bool ends = pod.spec.restartPolicy == "Never";
  pod.status.phase = ends ? "Succeeded" : "Running";
  pod.status.hostIP = "10.1.0.1";
  pod.status.podIP = "10.2.0.7";
  pod.status.podIPs = {{.ip = "10.2.0.7"}};
  pod.status.startTime = Time::now();
  pod.status.conditions = {
      {.type = "Ready", .status = ends ? "False" : "True", .lastTransitionTime = Time::now()}};
  for (const Container& each : pod.spec.containers) {
    ContainerStatus status{.name = each.name, .ready = !ends, .image = each.image};
    if (ends) {
      status.state.terminated = ContainerStateTerminated{.exitCode = 0,
                                                         .reason = "Completed",
                                                         .startedAt = Time::now(),
                                                         .finishedAt = Time::now()};
    } else {
      status.state.running = ContainerStateRunning{.startedAt = Time::now()};
    }
    pod.status.containerStatuses.push_back(status);
  }
  try {
    pod.save_status();
  } catch (const ClientError&) {
    // Somebody was faster; the watch tells of the pod again.
  }
}

PodTemplateSpec pod_template(const std::string& app, const std::string& restart_policy = "Always") {
  return {.metadata = {.labels = {{"app", app}}},
          .spec = {.containers = {{.name = "main",
                                   .image = "example/image:1",
                                   .resources = {.requests = {{"cpu", "100m"}}}}},
                   .restartPolicy = restart_policy}};
}

void add_workloads() {
  const auto meta = [](const std::string& name) {
    return ObjectMeta{.name = name, .namespace_ = "default", .labels = {{"app", name}}};
  };
  const auto selector = [](const std::string& app) {
    return LabelSelector{.matchLabels = {{"app", app}}};
  };
  Deployment(meta("web"),
             {.replicas = 2, .selector = selector("web"), .template_ = pod_template("web")})
      .save();
  StatefulSet(meta("db"), {.replicas = 1,
                           .selector = selector("db"),
                           .template_ = pod_template("db"),
                           .serviceName = "db"})
      .save();
  DaemonSet(meta("agent"), {.selector = selector("agent"), .template_ = pod_template("agent")})
      .save();
  Job(meta("once"), {.template_ = pod_template("once", "Never")}).save();
  CronJob(meta("often"), {.schedule = "* * * * *",
                          .jobTemplate = {.spec = {.template_ = pod_template("often", "Never")}}})
      .save();
  ReplicaSet(meta("bare"),
             {.replicas = 1, .selector = selector("bare"), .template_ = pod_template("bare")})
      .save();
  ReplicationController old(meta("old"));
  old.spec.replicas = 1;
  old.spec.selector = {{"app", "old"}};
  old.spec.template_ = pod_template("old");
  old.save();
  Service(meta("web"), {.ports = {{.port = 80}}, .selector = {{"app", "web"}}}).save();
  PodDisruptionBudget(meta("web"), {.minAvailable = 1, .selector = selector("web")}).save();
  ResourceQuota(meta("quota"), {.hard = {{"pods", "50"}}}).save();
  HorizontalPodAutoscaler(
      meta("web"),
      {.scaleTargetRef = {.kind = "Deployment", .name = "web", .apiVersion = "apps/v1"},
       .maxReplicas = 3})
      .save();
}

bool all_at_work() {
  return Deployment::get("web").status.readyReplicas == 2 &&
         StatefulSet::get("db").status.readyReplicas == 1 &&
         DaemonSet::get("agent").status.numberReady == 3 &&
         Job::get("once").status.succeeded == 1 &&
         ReplicaSet::get("bare").status.readyReplicas == 1 &&
         ReplicationController::get("old").status.readyReplicas == 1 &&
         PodDisruptionBudget::get("web").status.currentHealthy == 2 &&
         !ResourceQuota::get("quota").status.used.empty();
}

/// All objects of a kind, as the server writes them.
json::array objects_of(const Client& client, const detail::Kind& kind) {
  Request request;
  request.path = (kind.group.empty() ? "/api/" : "/apis/" + std::string(kind.group) + "/") +
                 std::string(kind.version) + "/" + std::string(kind.plural);
  const Response response = client.core()->send(request);
  if (response.status == 404) return {};  // a server with default flags does not serve it
  EXPECT_EQ(response.status, 200) << response.body;
  json::value list = json::parse(response.body, {}, {.max_depth = 256});
  const json::value* items = list.as_object().if_contains("items");
  return items != nullptr && items->is_array() ? items->get_array() : json::array();
}

TEST(RunningCluster, HasNoObjectThatAModelReadsOrWritesWithALoss) {
  const k8s::testing::ControlPlane cluster({.controllers = {"*"}, .scheduler = true});
  const k8s::testing::ScopedClient scope(cluster.client());
  for (const char* const name : {"one", "two", "three"}) add_node(name);
  add_workloads();

  std::stop_source stop;
  std::mutex mutex;
  std::condition_variable_any done;
  const std::jthread timer([&](const std::stop_token& finished) {
    std::unique_lock lock(mutex);
    done.wait_for(lock, finished, patience, [] { return false; });
    stop.request_stop();
  });
  bool at_work = false;
  for (const auto& event : Watcher<Pod>().watch(
           WatcherOptions{.namespace_ = all_namespaces, .stop = stop.get_token()})) {
    if (event.type == "ADDED" || event.type == "MODIFIED") run(event.object);
    at_work = all_at_work();
    if (at_work) break;
  }
  ASSERT_TRUE(at_work) << cluster.logs(5);

  std::map<std::string, std::size_t> counts;
  for (const detail::Kind* kind : detail::all_kinds()) {
    if ((kind->verbs & detail::verb_list) == 0) continue;
    for (const json::value& item : objects_of(cluster.client(), *kind)) {
      const std::string text = json::serialize(item);
      const std::unique_ptr<void, void (*)(void*)> object(kind->create(), kind->destroy);
      detail::from_json(kind->table(), text, object.get());
      const std::string written = detail::to_json(kind->table(), object.get());
      EXPECT_EQ(json::parse(written, {}, {.max_depth = 256}), item) << kind->name;
      // An autoscaler without metrics has a null where a list stands.
      EXPECT_EQ(side_records::first_in(kind->table(), object.get()),
                kind->name == "HorizontalPodAutoscaler" && kind->version == "v2"
                    ? ".status (HorizontalPodAutoscalerStatus)"
                    : "")
          << kind->name;
      ++counts[std::string(kind->name)];
    }
  }
  for (const char* const kind : {"Pod",
                                 "Node",
                                 "Deployment",
                                 "ReplicaSet",
                                 "StatefulSet",
                                 "DaemonSet",
                                 "Job",
                                 "CronJob",
                                 "ReplicationController",
                                 "ControllerRevision",
                                 "Endpoints",
                                 "EndpointSlice",
                                 "Event",
                                 "Namespace",
                                 "ServiceAccount",
                                 "ConfigMap",
                                 "Lease",
                                 "PodDisruptionBudget",
                                 "ClusterRole",
                                 "ClusterRoleBinding",
                                 "Role",
                                 "PriorityClass",
                                 "FlowSchema",
                                 "APIService",
                                 "ServiceCIDR"}) {
    EXPECT_GT(counts[kind], 0U) << kind;
  }
  for (const auto& [kind, count] : counts) std::cout << count << " " << kind << "\n";
}

}  // namespace
