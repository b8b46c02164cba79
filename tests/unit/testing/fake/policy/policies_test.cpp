// Admission policies of a FakeCluster, as far as they depend on what only a FakeCluster has.

#include <gtest/gtest.h>
#include <k8s/k8s.hpp>
#include <k8s/testing/fake_cluster.hpp>

namespace k8s::testing {
namespace {

class FakePolicies : public ::testing::Test {
 protected:
  /// A policy about what is made of a resource.
  void add(const std::string& name, const std::string& resource, const std::string& expression) {
    fake_.load(R"({"apiVersion":"admissionregistration.k8s.io/v1",
      "kind":"ValidatingAdmissionPolicy","metadata":{"name":")" +
               name + R"("},"spec":{
      "matchConstraints":{"resourceRules":[{"apiGroups":["*"],"apiVersions":["*"],
      "operations":["CREATE"],"resources":[")" +
               resource + R"("]}]},
      "validations":[{"expression":")" +
               expression + R"("}]}})");
    fake_.load(R"({"apiVersion":"admissionregistration.k8s.io/v1",
      "kind":"ValidatingAdmissionPolicyBinding","metadata":{"name":")" +
               name + R"("},
      "spec":{"policyName":")" +
               name + R"(","validationActions":["Deny"]}})");
  }

  bool creates(const Client& client) {
    try {
      ConfigMap map({.generateName = "a-"});
      map.save({.client = client});
      return true;
    } catch (const ApiError&) {
      return false;
    }
  }

  FakeCluster fake_{FakeClusterOptions{.controllers = {"*"}}};
};

TEST_F(FakePolicies, CountFromTheMomentOnWhenTheyAreThereUntilTheyGo) {
  const FakeCluster::Snapshot before = fake_.save();
  EXPECT_TRUE(creates(fake_.client()));
  add("none", "configmaps", "false");
  EXPECT_FALSE(creates(fake_.client()));
  fake_.restore(before);
  EXPECT_TRUE(creates(fake_.client()));
}

TEST_F(FakePolicies, AskWhoMayDoWhatByTheRulesOfTheTest) {
  add("trusted", "configmaps", "authorizer.group('').resource('nodes').check('drain').allowed()");
  fake_.allow({.user = "alice"});
  fake_.allow({.user = "bob", .resources = {"configmaps"}});
  EXPECT_TRUE(creates(fake_.client_for("alice")));
  EXPECT_FALSE(creates(fake_.client_for("bob")));
}

TEST_F(FakePolicies, SeeWhatControllersWrite) {
  add("no-pods", "pods", "request.userInfo.username != 'system:kube-controller-manager'");
  fake_.load(R"({"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"r"},"spec":{
    "replicas":2,"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},
    "spec":{"containers":[{"name":"c","image":"i"}]}}}})");
  EXPECT_TRUE(Pod::list({.client = fake_.client()}).empty());
}

}  // namespace
}  // namespace k8s::testing
