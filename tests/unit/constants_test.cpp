#include <k8s/constants.hpp>

#include <csignal>

#include <gtest/gtest.h>
#include <k8s/k8s.hpp>

namespace {

TEST(Constants, AreTheWordsThatKubernetesKnows) {
  const k8s::Pod pod{{.name = "a"}, {.restartPolicy = k8s::RestartPolicy::Never}};
  EXPECT_EQ(pod.spec.restartPolicy, "Never");
  EXPECT_STREQ(k8s::core::v1::PodPhase::Running, "Running");
  EXPECT_STREQ(k8s::admissionregistration::v1beta1::FailurePolicyType::Ignore, "Ignore");
  EXPECT_STREQ(k8s::meta::v1::StatusReason::AlreadyExists, "AlreadyExists");
}

TEST(Constants, OfWordsThatAreNoNamesHaveTheNearest) {
  EXPECT_STREQ(k8s::SecretType::kubernetes_io_tls, "kubernetes.io/tls");
  EXPECT_STREQ(k8s::ResourceName::requests_cpu, "requests.cpu");
  EXPECT_STREQ(k8s::StorageMedium::Default, "");
  EXPECT_STREQ(k8s::OSName::linux_, "linux");
  EXPECT_STREQ(k8s::Signal::SIGTERM_, "SIGTERM") << "a macro of <csignal>";
}

}  // namespace
