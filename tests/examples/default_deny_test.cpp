#include "default_deny/default_deny.hpp"

#include <chrono>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <k8s/models/core/v1/namespace.hpp>
#include <k8s/models/networking/v1/network_policy.hpp>
#include <k8s/testing/fake_clock.hpp>
#include <k8s/testing/fake_cluster.hpp>
#include <k8s/watcher.hpp>

namespace {

using namespace std::chrono_literals;
using k8s::Namespace;
using k8s::NetworkPolicy;
using k8s::testing::FakeClock;
using k8s::testing::FakeCluster;
using k8s::testing::Fault;

class DefaultDeny : public ::testing::Test {
 protected:
  void start() {
    controller_ = std::jthread([this](const std::stop_token& stop) {
      keep_default_deny(
          {.client = k8s::testing::client_for(fake.transport(), clock), .stop = stop});
    });
  }
  void add_namespace(const std::string& name, const k8s::Map<std::string>& labels = {}) {
    Namespace({.name = name, .labels = labels}).save({.client = client});
  }
  /// The namespace of the next policy that comes or goes.
  std::string next(const std::string& type) {
    while (const auto event = policies.next()) {
      if (event->type == type) return event->object.metadata.namespace_;
    }
    return "none";
  }

  FakeClock clock{{.skip_sleeps = false}};
  FakeCluster fake{{.clock = clock}};
  k8s::Client client = fake.client();
  k8s::WatchRange<NetworkPolicy> policies = k8s::Watcher<NetworkPolicy>().watch({.client = client});

 private:
  std::jthread controller_;
};

TEST_F(DefaultDeny, EveryNamespaceThatIsOrComesGetsAPolicy) {
  start();
  std::set<std::string> have;
  for (int i = 0; i < 4; ++i) have.insert(next("ADDED"));
  EXPECT_EQ(have,
            (std::set<std::string>{"default", "kube-node-lease", "kube-public", "kube-system"}));
  add_namespace("new");
  EXPECT_EQ(next("ADDED"), "new");
  const auto policy = NetworkPolicy::get("default-deny", {.namespace_ = "new", .client = client});
  EXPECT_THAT(policy.spec.policyTypes, ::testing::ElementsAre("Ingress"));
  EXPECT_TRUE(policy.spec.ingress.empty());
}

TEST_F(DefaultDeny, WhoDoesNotWantOneHasNone) {
  start();
  for (int i = 0; i < 4; ++i) (void)next("ADDED");
  add_namespace("open", {{"default-deny", "off"}});
  add_namespace("shut");
  EXPECT_EQ(next("ADDED"), "shut");
  Namespace::get("shut", {.client = client})
      .update([](Namespace& namespace_) { namespace_.metadata.labels["default-deny"] = "off"; },
              {.client = client});
  EXPECT_EQ(next("DELETED"), "shut");
}

TEST_F(DefaultDeny, WhatIsRefusedIsTriedAgain) {
  fake.on({.verb = "patch", .resource = "networkpolicies", .namespace_ = "default"},
          Fault::status(403).times(3));
  start();
  while (!NetworkPolicy::try_get("default-deny", {.namespace_ = "default", .client = client})) {
    clock.wait_for_sleepers();
    clock.advance(10ms);
  }
}

TEST_F(DefaultDeny, WhatSomebodyDeletedComesAgain) {
  start();
  for (int i = 0; i < 4; ++i) (void)next("ADDED");
  NetworkPolicy::delete_("default-deny", {.namespace_ = "default", .client = client});
  EXPECT_EQ(next("DELETED"), "default");
  clock.wait_for_sleepers();
  clock.advance(10min);
  EXPECT_EQ(next("ADDED"), "default");
}

}  // namespace
