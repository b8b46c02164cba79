#include "auth/in_cluster.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <k8s/error.hpp>

#include "auth/search.hpp"
#include "support/environment.hpp"
#include "support/message.hpp"
#include "support/temporary_directory.hpp"

namespace k8s::auth {
namespace {

using testing::EnvironmentVariable;
using testing::message_of;
using testing::TemporaryDirectory;

/// What Kubernetes puts into a pod, in a directory of the test's own.
class InClusterTest : public ::testing::Test {
 protected:
  InClusterTest() {
    pod.write("token", "secret\n");
    pod.write("ca.crt", "a CA");
    pod.write("namespace", "web\n");
  }

  TemporaryDirectory pod;
  EnvironmentVariable host{"KUBERNETES_SERVICE_HOST", "10.0.0.1"};
  EnvironmentVariable port{"KUBERNETES_SERVICE_PORT", "443"};
  EnvironmentVariable name_space{"POD_NAMESPACE", std::nullopt};
  EnvironmentVariable home{"HOME", pod.path("home")};
  EnvironmentVariable list{"KUBECONFIG", std::nullopt};
};

TEST_F(InClusterTest, ReadsWhatKubernetesPutsThere) {
  const Config config = read_in_cluster(pod.path());
  EXPECT_EQ(config.api_server, "https://10.0.0.1:443");
  ASSERT_NE(config.api_token_source, nullptr);
  EXPECT_EQ(config.api_token_source->token(), "secret");
  EXPECT_EQ(config.verify_ssl, VerifySsl(pod.path("ca.crt")));
  EXPECT_EQ(config.namespace_, "web");
  EXPECT_EQ(config.source, "service account of the pod");
}

TEST_F(InClusterTest, AnIpv6HostGetsBrackets) {
  host.set("fd00::1");
  EXPECT_EQ(read_in_cluster(pod.path()).api_server, "https://[fd00::1]:443");
  host.set("kubernetes.default");
  port.set("6443");
  EXPECT_EQ(read_in_cluster(pod.path()).api_server, "https://kubernetes.default:6443");
}

TEST_F(InClusterTest, TheCaIsUsedOnlyIfItIsThere) {
  std::filesystem::remove(pod.path("ca.crt"));
  EXPECT_EQ(read_in_cluster(pod.path()).verify_ssl, VerifySsl(true));
}

TEST_F(InClusterTest, TheNamespaceIsOfTheEnvironmentThenOfTheFileThenDefault) {
  name_space.set("other");
  EXPECT_EQ(read_in_cluster(pod.path()).namespace_, "other");
  name_space.set("");
  EXPECT_EQ(read_in_cluster(pod.path()).namespace_, "web");
  pod.write("namespace", " \n");
  EXPECT_EQ(read_in_cluster(pod.path()).namespace_, "default");
  std::filesystem::remove(pod.path("namespace"));
  EXPECT_EQ(read_in_cluster(pod.path()).namespace_, "default");
}

TEST_F(InClusterTest, SaysWhyThisIsNoPod) {
  const std::string begin = "this is not a pod with a service account: ";
  const std::string end =
      "; outside of a cluster use a kubeconfig, in a pod check automountServiceAccountToken";
  const auto message = [&] { return message_of([&] { (void)read_in_cluster(pod.path()); }); };
  std::filesystem::remove(pod.path("token"));
  EXPECT_EQ(message(), begin + "there is no " + pod.path("token") + end);
  port.set("");
  EXPECT_EQ(message(), begin + "KUBERNETES_SERVICE_PORT is not set" + end);
  host.set(std::nullopt);
  EXPECT_EQ(message(), begin + "KUBERNETES_SERVICE_HOST is not set" + end);
  EXPECT_EQ(message_of([] { (void)read_in_cluster_config(); }),
            begin + "KUBERNETES_SERVICE_HOST is not set" + end);
}

TEST_F(InClusterTest, AnEmptyTokenIsAnError) {
  pod.write("token", "");
  EXPECT_EQ(message_of([&] { (void)read_in_cluster(pod.path()); }),
            pod.path("token") + ": the token file is empty; write a bearer token into it");
}

// --- load_config's order

constexpr const char* kubeconfig =
    "current-context: a\ncontexts: [{name: a, context: {cluster: a}}]\n"
    "clusters: [{name: a, cluster: {server: 'https://a'}}]\n";

TEST_F(InClusterTest, AKubeconfigComesFirst) {
  EXPECT_EQ(search({}, pod.path()).source, "service account of the pod");
  EXPECT_EQ(search({.namespace_ = "db"}, pod.path()).namespace_, "db");
  pod.write("home/.kube/config", kubeconfig);
  EXPECT_EQ(search({}, pod.path()).api_server, "https://a");
  EXPECT_EQ(search({}, pod.path()).source,
            "kubeconfig " + pod.path("home/.kube/config") + ", context a");
}

TEST_F(InClusterTest, AListThatNamesNothingLeavesHomeAlone) {
  pod.write("home/.kube/config", kubeconfig);
  list.set("/nowhere");
  EXPECT_EQ(search({}, pod.path()).source, "service account of the pod");
}

TEST_F(InClusterTest, AKubeconfigThatChoosesNothingLeavesItToThePod) {
  const std::string file = pod.write("home/.kube/config", "contexts: [{name: a}]\n");
  EXPECT_EQ(search({}, pod.path()).source, "service account of the pod");
  host.set(std::nullopt);
  EXPECT_EQ(
      message_of([&] { (void)search({}, pod.path()); }),
      "found no cluster to talk to: the kubeconfig " + file +
          " has no current-context; this is not a pod with a service account either: "
          "KUBERNETES_SERVICE_HOST is not set. Set $KUBECONFIG to the path of a kubeconfig, or "
          "set config().api_server");
}

TEST_F(InClusterTest, WhatWasAskedForByNameIsNotReplacedByThePod) {
  EXPECT_THROW((void)search({.path = "/nowhere"}, pod.path()), ConfigError);
  EXPECT_THROW((void)search({.user = "a"}, pod.path()), ConfigError);
  EXPECT_EQ(message_of([&] { (void)search({.context = "a"}, pod.path()); }),
            "there is no kubeconfig: $KUBECONFIG is not set and there is no " +
                pod.path("home/.kube/config") +
                "; name one, or set $KUBECONFIG to the path of one");
  pod.write("home/.kube/config", "");
  EXPECT_THROW((void)search({.context = "a"}, pod.path()), ConfigError);
  pod.write("home/.kube/config", "current-context: gone\n");
  EXPECT_THROW((void)search({}, pod.path()), ConfigError);
}

TEST_F(InClusterTest, ABrokenKubeconfigIsNotPassedBy) {
  pod.write("home/.kube/config", "a: [");
  EXPECT_THROW((void)search({}, pod.path()), ConfigError);
}

}  // namespace
}  // namespace k8s::auth
