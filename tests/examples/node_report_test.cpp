#include "node_report/node_report.hpp"

#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <boost/json.hpp>
#include <k8s/testing/fake_cluster.hpp>
#include <k8s/testing/journal.hpp>
#include <k8s/testing/mock_transport.hpp>

namespace {

using k8s::testing::FakeCluster;

void add_node(FakeCluster& fake, const std::string& name) {
  fake.seed("{apiVersion: v1, kind: Node, metadata: {name: " + name +
            "}, status: {capacity: {cpu: '2', memory: 8148660Ki}, "
            "allocatable: {cpu: 1950m, memory: 8046260Ki}}}");
}

/// \param resources of its only container, as YAML
void add_pod(FakeCluster& fake, const std::string& name, const std::string& node,
             const std::string& resources, const std::string& phase = "Running") {
  fake.seed("{apiVersion: v1, kind: Pod, metadata: {name: " + name +
            ", namespace: kube-system}, spec: {nodeName: " + node +
            ", containers: [{name: main, image: busybox, resources: " + resources +
            "}]}, status: {phase: " + phase + "}}");
}

boost::json::value report(const FakeCluster& fake) {
  std::ostringstream out;
  write_json(report_nodes(fake.client()), out);
  return boost::json::parse(out.str());
}

double number_at(const boost::json::value& value, const std::string& pointer) {
  return value.at_pointer(pointer).to_number<double>();
}

TEST(NodeReport, AddsUpWhatRunsOnANode) {
  FakeCluster fake;
  for (const char* name : {"node1", "node2", "node3", "node4"}) add_node(fake, name);
  // Limits and requests have nothing to do with each other: this one has no limit of CPU.
  add_pod(fake, "dns", "node1", "{limits: {memory: 170Mi}, requests: {cpu: 100m, memory: 70Mi}}");
  add_pod(fake, "ended", "node1", "{requests: {cpu: '1'}}", "Succeeded");
  add_pod(fake, "failed", "node1", "{requests: {cpu: '1'}}", "Failed");
  add_pod(fake, "app", "node2",
          "{limits: {cpu: '1', memory: 512Mi}, requests: {cpu: 500m, memory: 256Mi}}");
  add_pod(fake, "pair", "node3",
          "{limits: {cpu: '1', memory: 512Mi}, requests: {cpu: 500m, memory: 256Mi}}");
  add_pod(fake, "third", "node3",
          "{limits: {cpu: 0.5, memory: 512Mi}, requests: {cpu: 250m, memory: 250Mi}}");

  const auto nodes = report(fake).at("Nodes");
  ASSERT_EQ(nodes.as_array().size(), 4U);
  EXPECT_EQ(nodes.at_pointer("/0/NodeName"), "node1");
  EXPECT_EQ(nodes.at_pointer("/0/CPU/Capacity"), 2000);
  EXPECT_EQ(nodes.at_pointer("/0/CPU/Allocatable"), 1950);
  EXPECT_EQ(nodes.at_pointer("/0/RAM/Capacity"), 8344227840);
  EXPECT_EQ(number_at(nodes, "/0/CPU/Requests/InstrumentedValue"), 100);
  EXPECT_EQ(number_at(nodes, "/0/CPU/Limits/InstrumentedValue"), 0);
  EXPECT_EQ(number_at(nodes, "/0/RAM/Requests/InstrumentedValue"), 73400320);
  EXPECT_EQ(number_at(nodes, "/0/RAM/Requests/Percent"), 0.8796538326546942);
  EXPECT_EQ(number_at(nodes, "/0/RAM/Limits/Percent"), 2.136302165018543);
  EXPECT_EQ(number_at(nodes, "/1/CPU/Requests/Percent"), 25);
  EXPECT_EQ(number_at(nodes, "/1/CPU/Limits/Percent"), 50);
  EXPECT_EQ(number_at(nodes, "/1/RAM/Requests/Percent"), 3.217019730851453);
  EXPECT_EQ(number_at(nodes, "/1/RAM/Limits/Percent"), 6.434039461702906);
  EXPECT_EQ(number_at(nodes, "/2/CPU/Requests/InstrumentedValue"), 750);
  EXPECT_EQ(number_at(nodes, "/2/CPU/Limits/Percent"), 75);
  EXPECT_EQ(number_at(nodes, "/2/RAM/Requests/InstrumentedValue"), 530579456);
  EXPECT_EQ(number_at(nodes, "/2/RAM/Requests/Percent"), 6.358640561761075);
  EXPECT_EQ(number_at(nodes, "/2/RAM/Limits/Percent"), 12.868078923405813);
  EXPECT_EQ(number_at(nodes, "/3/CPU/Requests/Percent"), 0);
}

TEST(NodeReport, FollowsThePagesToTheEnd) {
  using k8s::testing::HasQuery;
  using k8s::testing::IsGet;
  using k8s::testing::Received;
  FakeCluster fake;
  add_node(fake, "crowded");
  for (int i = 0; i < 150; ++i) {
    add_pod(fake, "pod-" + std::to_string(i), "crowded", "{requests: {cpu: 10m}}");
  }

  EXPECT_EQ(number_at(report(fake), "/Nodes/0/CPU/Requests/InstrumentedValue"), 1500);
  const auto is_page = ::testing::AllOf(
      IsGet("/api/v1/pods"), HasQuery("limit", "100"),
      HasQuery("fieldSelector",
               "spec.nodeName=crowded,status.phase!=Failed,status.phase!=Succeeded"));
  EXPECT_THAT(fake, Received(::testing::ElementsAre(
                        IsGet("/api/v1/nodes"), is_page,
                        ::testing::AllOf(is_page, HasQuery("continue", ::testing::_)))));
}

}  // namespace
