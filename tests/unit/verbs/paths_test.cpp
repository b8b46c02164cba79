#include "verbs/paths.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/error.hpp>

namespace k8s::detail {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr Kind make_kind(std::string_view group, std::string_view version, std::string_view name,
                         std::string_view plural, bool namespaced) {
  return {.group = group,
          .version = version,
          .name = name,
          .plural = plural,
          .namespaced = namespaced,
          .verbs = verb_get | verb_list,
          .table = nullptr,
          .list = nullptr,
          .metadata_offset = 0,
          .state = nullptr};
}

constexpr Kind pod = make_kind("", "v1", "Pod", "pods", true);
constexpr Kind node = make_kind("", "v1", "Node", "nodes", false);
constexpr Kind deployment = make_kind("apps", "v1", "Deployment", "deployments", true);
constexpr Kind cluster_role =
    make_kind("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", false);
constexpr Kind secret = make_kind("", "v1", "Secret", "secrets", true);

std::string refusal(const auto& call) {
  try {
    call();
  } catch (const ValidationError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Paths, Objects) {
  EXPECT_EQ(object_address(pod, "get", "default", "a").path, "/api/v1/namespaces/default/pods/a");
  EXPECT_EQ(object_address(deployment, "get", "prod", "nginx").path,
            "/apis/apps/v1/namespaces/prod/deployments/nginx");
  EXPECT_EQ(object_address(deployment, "get", "prod", "nginx", "status").path,
            "/apis/apps/v1/namespaces/prod/deployments/nginx/status");
}

TEST(Paths, ObjectsOutsideNamespacesIgnoreOne) {
  EXPECT_EQ(object_address(node, "get", "default", "n").path, "/api/v1/nodes/n");
  EXPECT_EQ(object_address(node, "get", "", "n").path, "/api/v1/nodes/n");
}

TEST(Paths, Collections) {
  EXPECT_EQ(collection_address(pod, "list", "default").path, "/api/v1/namespaces/default/pods");
  EXPECT_EQ(collection_address(pod, "list", {}).path, "/api/v1/pods");
  EXPECT_EQ(collection_address(deployment, "list", {}).path, "/apis/apps/v1/deployments");
  EXPECT_EQ(collection_address(node, "list", {}).path, "/api/v1/nodes");
}

TEST(Paths, SegmentsAreEncoded) {
  EXPECT_EQ(object_address(cluster_role, "get", "", "system:node").path,
            "/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode");
  EXPECT_EQ(object_address(pod, "get", "default", "a?b=c&d#e+f").path,
            "/api/v1/namespaces/default/pods/a%3Fb%3Dc%26d%23e%2Bf");
}

TEST(Paths, LongNamesAreNeverCut) {
  const std::string name(253, 'a');
  const std::string namespace_(63, 'b');
  EXPECT_EQ(object_address(pod, "get", namespace_, name).path,
            "/api/v1/namespaces/" + namespace_ + "/pods/" + name);
}

TEST(Paths, TargetSaysWhatIsDoneToWhat) {
  const auto target = object_address(pod, "get", "default", "a").target;
  EXPECT_EQ(target.verb, "get");
  EXPECT_EQ(target.kind, "Pod");
  EXPECT_EQ(target.namespace_, "default");
  EXPECT_EQ(target.name, "a");
  EXPECT_FALSE(target.secret);
  EXPECT_TRUE(object_address(secret, "get", "default", "a").target.secret);
  EXPECT_TRUE(collection_address(secret, "list", {}).target.secret);
  EXPECT_EQ(object_address(node, "get", "default", "n").target.namespace_, "");
}

class BadSegments : public testing::TestWithParam<std::string> {};

TEST_P(BadSegments, AreNoName) {
  EXPECT_THAT(refusal([] { (void)object_address(pod, "delete", "default", GetParam()); }),
              AllOf(HasSubstr("delete Pod"), HasSubstr("is no name")));
}

TEST_P(BadSegments, AreNoNamespace) {
  EXPECT_THAT(refusal([] { (void)object_address(pod, "get", GetParam(), "a"); }),
              AllOf(HasSubstr("get Pod"), HasSubstr("is no namespace")));
  EXPECT_THAT(refusal([] { (void)collection_address(pod, "list", GetParam()); }),
              AllOf(HasSubstr("list Pod"), HasSubstr("is no namespace")));
}

INSTANTIATE_TEST_SUITE_P(Paths, BadSegments,
                         testing::Values("", ".", "..", "a/b", "/", "%2e", "a%2fb", "a b", "\n",
                                         "a\r\nX: y", std::string("a\0b", 3), "\x7f", "\t"));

TEST(Paths, RefusalsQuoteTheValue) {
  EXPECT_THAT(refusal([] { (void)object_address(pod, "get", "default", "a/b"); }),
              HasSubstr("\"a/b\""));
  EXPECT_THAT(refusal([] { (void)collection_address(pod, "list", ""); }),
              HasSubstr("all_namespaces"));
}

TEST(Paths, NamespaceNamedForAKindWithoutIsRefused) {
  EXPECT_THAT(refusal([] { refuse_namespace(node, "get", "default"); }),
              AllOf(HasSubstr("get Node"), HasSubstr("\"default\"")));
  EXPECT_EQ(refusal([] { refuse_namespace(node, "get", {}); }), "accepted");
  EXPECT_EQ(refusal([] { refuse_namespace(pod, "get", "default"); }), "accepted");
}

TEST(Paths, VerbsThatTheKindLacksAreRefused) {
  EXPECT_THAT(refusal([] { require_verb(pod, verb_delete, "delete"); }),
              AllOf(HasSubstr("delete Pod"), HasSubstr("no such verb")));
  EXPECT_EQ(refusal([] { require_verb(pod, verb_list, "list"); }), "accepted");
}

}  // namespace
}  // namespace k8s::detail
