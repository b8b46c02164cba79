#include <k8s/rollout.hpp>

#include <gtest/gtest.h>
#include <k8s/json.hpp>

namespace k8s {
namespace {

template <class T>
bool rolled_out(const std::string& spec, const std::string& status,
                const std::string& generation = "2") {
  return is_rolled_out(from_json<T>(R"({"metadata":{"generation":)" + generation + R"(},"spec":{)" +
                                    spec + R"(},"status":{)" + status + "}}"));
}

using apps::v1::DaemonSet;
using apps::v1::Deployment;
using apps::v1::StatefulSet;

TEST(Rollout, OfADeployment) {
  const std::string done =
      R"("observedGeneration":2,"replicas":3,"updatedReplicas":3,"availableReplicas":3)";
  EXPECT_TRUE(rolled_out<Deployment>(R"("replicas":3)", done));
  EXPECT_FALSE(rolled_out<Deployment>(R"("replicas":3)", done, "3")) << "nobody has seen it yet";
  EXPECT_FALSE(rolled_out<Deployment>(R"("replicas":4)", done)) << "one is missing";
  EXPECT_TRUE(rolled_out<Deployment>(R"("replicas":0)", R"("observedGeneration":2)"));
  EXPECT_FALSE(rolled_out<Deployment>("", R"("observedGeneration":2)")) << "one is the default";
  EXPECT_FALSE(rolled_out<Deployment>(
      R"("replicas":3)",
      R"("observedGeneration":2,"replicas":4,"updatedReplicas":3,"availableReplicas":3)"))
      << "an old one is left";
  EXPECT_FALSE(rolled_out<Deployment>(
      R"("replicas":3)",
      R"("observedGeneration":2,"replicas":3,"updatedReplicas":3,"availableReplicas":2)"));
  EXPECT_FALSE(rolled_out<Deployment>(R"("replicas":0)", "", "0")) << "it was never stored";
}

TEST(Rollout, OfADaemonSet) {
  const std::string status =
      R"("observedGeneration":2,"desiredNumberScheduled":2,"numberAvailable":2)";
  EXPECT_TRUE(rolled_out<DaemonSet>("", status + R"(,"updatedNumberScheduled":2)"));
  EXPECT_FALSE(rolled_out<DaemonSet>("", status + R"(,"updatedNumberScheduled":1)"));
  EXPECT_TRUE(rolled_out<DaemonSet>(R"("updateStrategy":{"type":"OnDelete"})", status));
  EXPECT_FALSE(rolled_out<DaemonSet>(
      "", R"("observedGeneration":2,"desiredNumberScheduled":2,"updatedNumberScheduled":2)"));
  EXPECT_FALSE(rolled_out<DaemonSet>("", status + R"(,"updatedNumberScheduled":2)", "3"));
}

TEST(Rollout, OfAStatefulSet) {
  const std::string status =
      R"("observedGeneration":2,"readyReplicas":3,"currentRevision":"a","updateRevision":)";
  EXPECT_TRUE(rolled_out<StatefulSet>(R"("replicas":3)", status + R"("a")"));
  EXPECT_FALSE(rolled_out<StatefulSet>(R"("replicas":3)", status + R"("b")"));
  EXPECT_FALSE(rolled_out<StatefulSet>(R"("replicas":4)", status + R"("a")"));
  EXPECT_FALSE(rolled_out<StatefulSet>(R"("replicas":3)", status + R"("a")", "3"));
  const std::string partition =
      R"("replicas":3,"updateStrategy":{"rollingUpdate":{"partition":1}})";
  EXPECT_TRUE(rolled_out<StatefulSet>(partition, status + R"("b","updatedReplicas":2)"));
  EXPECT_FALSE(rolled_out<StatefulSet>(partition, status + R"("b","updatedReplicas":1)"));
  EXPECT_TRUE(rolled_out<StatefulSet>(R"("replicas":3,"updateStrategy":{"type":"OnDelete"})",
                                      status + R"("b")"));
}

}  // namespace
}  // namespace k8s
