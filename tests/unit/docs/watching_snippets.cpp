// The code of docs/watching.md.
#include <chrono>
#include <cstddef>
#include <iostream>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <k8s/informer.hpp>
#include <k8s/k8s.hpp>
#include <k8s/leader_election.hpp>
#include <k8s/testing/fake_cluster.hpp>
#include <k8s/testing/scoped_client.hpp>

#include "verbs/scripted_transport.hpp"

namespace {

using namespace k8s;
using scripted::Piece;
using ::testing::ElementsAre;

const std::string pods_body = R"({"kind":"PodList","apiVersion":"v1",)"
                              R"("metadata":{"resourceVersion":"5"},)"
                              R"("items":[{"metadata":{"name":"a","resourceVersion":"5"}}]})";

std::vector<std::string> told;  // by one thread at a time

void handle(const WatchEvent<Pod>& event) {
  told.push_back(event.type + ' ' + event.object.metadata.name);
}

/// A server that has nothing to say until somebody stops listening.
Response until_stopped(const Request& request) {
  while (!request.stop.stop_requested()) std::this_thread::yield();
  throw Stopped("stopped");
}

class WatchingPage : public ::testing::Test {
 protected:
  scripted::Cluster cluster;
  scripted::Server& server = *cluster.server;
  k8s::testing::ScopedClient as_default{cluster.client};
};

TEST_F(WatchingPage, Watcher) {
  server.answer(R"({"kind":"DeploymentList","metadata":{},"items":[]})")
      .refuse(403, "Forbidden", "enough");
  const auto loop = [] {
    // [watcher]
    for (const WatchEvent<Deployment>& event : Watcher<Deployment>().watch("default")) {
      std::cout << event.type << ' ' << event.object.metadata.name << '\n';
    }
    // [watcher]
  };
  EXPECT_THROW(loop(), Forbidden);
}

TEST_F(WatchingPage, Options) {
  std::stop_source stop;
  const std::stop_token token = stop.get_token();
  // [options]
  auto pods = Watcher<Pod>().watch({.namespace_ = all_namespaces,
                                    .labels = {{"app", "nginx"}},
                                    .fields = {{"spec.nodeName", "node-1"}},
                                    .stop = token});
  // [options]
  stop.request_stop();
  EXPECT_FALSE(pods.next().has_value());
}

TEST_F(WatchingPage, Stop) {
  server.answer(pods_body).handle(until_stopped);
  {
    // [stop]
    std::jthread watching([](std::stop_token token) {
      for (const auto& event : Watcher<Pod>().watch({.stop = token})) handle(event);
    });
    watching.request_stop();  // or let the jthread's destructor do it
    // [stop]
  }
  told.clear();  // the thread has ended
}

TEST_F(WatchingPage, Informer) {
  server
      .answer(R"({"metadata":{"resourceVersion":"5"},"items":[
          {"metadata":{"name":"web","namespace":"prod","labels":{"app":"nginx"}},
           "spec":{"nodeName":"node-2"}},
          {"metadata":{"name":"db","namespace":"prod"},"spec":{"nodeName":"node-1"}}]})")
      .handle(until_stopped);
  std::vector<std::string> shown;
  const auto show = [&shown](const Pod& pod) { shown.push_back(pod.metadata.name); };
  // [informer]
  Informer<Pod> pods(
      {.indexes = {{"node", [](const Pod& pod) { return std::vector{pod.spec.nodeName}; }}}});
  pods.wait_for_sync({.timeout = std::chrono::minutes(1)});

  std::shared_ptr<const Pod> web = pods.try_get("web", {.namespace_ = "prod"});  // or null
  for (const auto& pod : pods.list({.labels = {{"app", "nginx"}}})) show(*pod);
  for (const auto& pod : pods.find_by("node", "node-1")) show(*pod);
  // [informer]
  ASSERT_NE(web, nullptr);
  EXPECT_EQ(web->spec.nodeName, "node-2");
  EXPECT_THAT(shown, ElementsAre("web", "db"));
}

TEST_F(WatchingPage, Changes) {
  std::stop_source stop;
  const std::stop_token token = stop.get_token();
  server
      .answer(R"({"metadata":{"resourceVersion":"5"},"items":[
          {"metadata":{"name":"web","namespace":"prod"},"spec":{}}]})")
      .handle(until_stopped);
  int tries = 0;
  const auto reconcile = [&](const InformerChange<Deployment>& change) {
    EXPECT_TRUE(change.is_added());
    if (++tries == 3) stop.request_stop();
    return tries == 3;
  };
  Informer<Deployment> deployments;
  // [changes]
  auto changes = deployments.changes(token);
  for (const InformerChange<Deployment>& change : changes) {
    if (!reconcile(change)) changes.again(change);  // later, and later still each time
  }
  // [changes]
  EXPECT_EQ(tries, 3);
}

TEST_F(WatchingPage, Lead) {
  k8s::testing::FakeCluster fake;
  const k8s::testing::ScopedClient here(fake.client());
  ConfigMap({.name = "web"}).save();
  std::stop_source stop;
  const std::stop_token token = stop.get_token();
  Informer<ConfigMap> deployments({.fields = {{"metadata.name", "web"}}});
  std::vector<std::string> handled;
  const auto handle = [&](const InformerChange<ConfigMap>& change) {
    handled.push_back(change.object().metadata.name);
    stop.request_stop();
  };
  // [lead]
  LeaderElection election({.name = "scaler", .stop = token});
  election.run([&](const std::stop_token& lead) {
    for (const auto& change : deployments.changes(lead)) handle(change);
  });
  // [lead]
  EXPECT_THAT(handled, ElementsAre("web"));
}

TEST_F(WatchingPage, Wait) {
  server.answer(R"({"metadata":{"resourceVersion":"5"},"items":[{"metadata":{"name":"web"},
                    "status":{"conditions":[{"type":"Ready","status":"True"}]}}]})");
  server.answer(R"({"kind":"Status","status":"Success"})").answer(R"({"metadata":{},"items":[]})");
  // [wait]
  Pod web = wait_until<Pod>("web", [](const Pod& pod) { return has_condition(pod, "Ready"); },
                            {.timeout = std::chrono::minutes(1)});

  Namespace::delete_("build-7");
  wait_until_gone<Namespace>("build-7");
  // [wait]
  EXPECT_EQ(web.metadata.name, "web");
  EXPECT_TRUE(server.done());
}

TEST_F(WatchingPage, Complete) {
  std::stop_source stop;
  const std::stop_token token = stop.get_token();
  std::vector<std::size_t> acted_on;
  const auto act_on = [&](const std::map<std::string, Pod>& all) {
    acted_on.push_back(all.size());
    if (acted_on.size() == 2) stop.request_stop();
  };
  server
      .answer(R"({"metadata":{"resourceVersion":"5"},"items":[{"metadata":{"name":"a","uid":"1"}},
                 {"metadata":{"name":"b","uid":"2"}}]})")
      .stream({Piece::line(R"({"type":"DELETED","object":{"metadata":{"name":"a","uid":"1"}}})")});
  // [complete]
  std::map<std::string, Pod> pods;
  bool complete = false;
  for (auto& event : Watcher<Pod>().watch({.allowWatchBookmarks = true, .stop = token})) {
    const std::string uid = event.object.metadata.uid;
    if (event.type == "ADDED" || event.type == "MODIFIED") pods[uid] = std::move(event.object);
    if (event.type == "DELETED") pods.erase(uid);
    if (event.ends_initial_events()) complete = true;
    if (complete) act_on(pods);
  }
  // [complete]
  EXPECT_THAT(acted_on, ElementsAre(2, 1));
}

TEST_F(WatchingPage, WatchList) {
  server.answer(pods_body).stream(
      {Piece::line(R"({"type":"MODIFIED","object":{"metadata":{"name":"a"}}})")});
  // [watch_list]
  const auto list = Pod::list_with_meta({.namespace_ = all_namespaces});
  for (const auto& event : Pod::watch_list({.resourceVersion = list.metadata.resourceVersion})) {
    handle(event);
  }
  // [watch_list]
  EXPECT_THAT(told, ElementsAre("MODIFIED a"));
}

}  // namespace
