// A program that knows less than the server deletes nothing of what it does not know.

#include <k8s/describe.hpp>

#include "environment.hpp"

// A Deployment as a program of long ago might know it: no strategy, no probes, no resources.
namespace old {

struct Container {
  std::string name{};
  std::string image{};
  K8S_STRUCT(Container)
};

struct PodSpec {
  k8s::Array<Container> containers{};
  K8S_STRUCT(PodSpec)
};

struct PodTemplate {
  PodSpec spec{};
  K8S_STRUCT(PodTemplate)
};

struct Spec {
  std::optional<std::int32_t> replicas{};
  PodTemplate template_{};
  K8S_STRUCT(Spec)
};

struct Deployment : k8s::Model<Deployment> {
  k8s::ObjectMeta metadata{};
  Spec spec{};
  K8S_KIND_PARTS(Deployment)
};

K8S_DESCRIBE(Container, (name, image))
K8S_DESCRIBE(PodSpec, (containers))
K8S_DESCRIBE(PodTemplate, (spec))
K8S_DESCRIBE(Spec, (replicas, template_))
K8S_DESCRIBE_KIND(Deployment, (metadata, spec),
                  {.group = "apps", .version = "v1", .plural = "deployments", .namespaced = true})

}  // namespace old

namespace {

using namespace k8s;
using ::testing::ElementsAre;

CONFORMANCE_SUITE(Lossless);

TEST_P(Lossless, UnknownMembersSurviveGetChangeSave) {
  k8s::Deployment full = deployment("full");
  full.spec.minReadySeconds = 7;
  full.spec.strategy = {.type = "Recreate"};
  auto& spec = full.spec.template_.spec;
  spec.nodeSelector = {{"disk", "ssd"}};
  spec.volumes = {{.name = "scratch", .emptyDir = EmptyDirVolumeSource{}}};
  spec.containers[0].env = {{.name = "A", .value = "1"}};
  spec.containers[0].volumeMounts = {{.name = "scratch", .mountPath = "/scratch"}};
  spec.containers[0].resources.limits = {{"memory", "64Mi"}};
  full.save();

  auto known = old::Deployment::get("full", {.namespace_ = ns()});
  known.spec.replicas = 3;
  known.spec.template_.spec.containers[0].image = "example/image:2";
  known.save();

  const auto after = k8s::Deployment::get("full", {.namespace_ = ns()});
  EXPECT_EQ(after.spec.replicas, 3);
  EXPECT_EQ(after.spec.template_.spec.containers[0].image, "example/image:2");
  k8s::Deployment expected = full;
  expected.metadata = after.metadata;
  expected.spec.replicas = 3;
  expected.spec.template_.spec.containers[0].image = "example/image:2";
  EXPECT_EQ(after, expected) << "nothing else changed";
}

TEST_P(Lossless, WhatTheServerSentIsWrittenBackAlike) {
  deployment("alike").save();
  pod("alike").save();
  const auto text = raw(Method::get, "/apis/apps/v1/namespaces/{ns}/deployments/alike").body;
  const auto object = from_json<k8s::Deployment>(text);
  EXPECT_TRUE(wire_equal(from_json<k8s::Deployment>(to_json(object)), object));
  const auto before = object.metadata.resourceVersion;
  k8s::Deployment again = object;
  again.save();
  EXPECT_EQ(again.metadata.resourceVersion, before)
      << "writing an object back as it came is no change for the server";
  Pod same = Pod::get("alike", {.namespace_ = ns()});
  const auto pod_before = same.metadata.resourceVersion;
  same.save();
  EXPECT_EQ(same.metadata.resourceVersion, pod_before);
}

}  // namespace
