// Which requests the constraints of a policy mean.

#include "testing/fake/policy/match.hpp"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "testing/fake/kinds/kinds.hpp"

namespace k8s::testing::fake::policy {
namespace {

Resource resource(const char* group, const char* version, const char* plural, bool namespaced) {
  return {.group = group,
          .version = version,
          .kind = plural,
          .plural = plural,
          .namespaced = namespaced,
          .rules = &plain_rules};
}

class PolicyMatch : public ::testing::Test {
 protected:
  PolicyMatch() {
    resources_.add(resource("", "v1", "namespaces", false));
    resources_.add(resource("", "v1", "nodes", false));
    resources_.add(resource("", "v1", "pods", true));
    resources_.add(resource("apps", "v1", "deployments", true));
    resources_.add(resource("apps", "v1beta1", "deployments", true));
    storage_.put("/namespaces", {"", "prod"},
                 {{"metadata", {{"name", "prod"}, {"labels", {{"env", "prod"}}}}}});
  }

  /// A request to make something in `prod`.
  Attributes request(const char* group, const char* version, const char* plural) {
    Attributes attributes{.operation = "CREATE",
                          .resource = resources_.find(group, version, plural)};
    attributes.namespace_ = attributes.resource->namespaced ? "prod" : "";
    attributes.name = "x";
    return attributes;
  }
  Attributes pod() { return request("", "v1", "pods"); }

  [[nodiscard]] bool matches(const char* constraints, const Attributes& attributes) const {
    return match(json::parse(constraints).as_object(), attributes, resources_, storage_).matches();
  }
  /// As above, of a rule; what it does not name may be anything.
  [[nodiscard]] bool rule_matches(const char* rule, const Attributes& attributes) const {
    json::object whole{{"scope", "*"}};
    for (const char* const name : {"operations", "apiGroups", "apiVersions", "resources"}) {
      whole[name] = json::array{"*"};
    }
    const json::value parsed = json::parse(rule);
    for (const auto& member : parsed.as_object()) whole[member.key()] = member.value();
    const json::object constraints{{"resourceRules", json::array{whole}}};
    return matches(json::serialize(constraints).c_str(), attributes);
  }

  ResourceRegistry resources_;
  Storage storage_{100};
};

TEST_F(PolicyMatch, ARuleNamesOperationGroupVersionAndResource) {
  EXPECT_TRUE(rule_matches("{}", pod()));
  EXPECT_TRUE(rule_matches(R"({"operations":["UPDATE","CREATE"]})", pod()));
  EXPECT_FALSE(rule_matches(R"({"operations":["UPDATE"]})", pod()));
  EXPECT_TRUE(rule_matches(R"({"apiGroups":[""]})", pod()));
  EXPECT_FALSE(rule_matches(R"({"apiGroups":["apps"]})", pod()));
  EXPECT_FALSE(rule_matches(R"({"apiVersions":["v2"]})", pod()));
  EXPECT_FALSE(rule_matches(R"({"resources":["nodes"]})", pod()));
}

TEST_F(PolicyMatch, ARuleNamesSubresources) {
  Attributes status = pod();
  status.subresource = "status";
  EXPECT_FALSE(rule_matches(R"({"resources":["pods"]})", status));
  EXPECT_FALSE(rule_matches(R"({"resources":["*"]})", status));
  EXPECT_TRUE(rule_matches(R"({"resources":["pods/status"]})", status));
  EXPECT_TRUE(rule_matches(R"({"resources":["pods/*"]})", status));
  EXPECT_TRUE(rule_matches(R"({"resources":["*/status"]})", status));
  EXPECT_FALSE(rule_matches(R"({"resources":["pods/status"]})", pod()));
  EXPECT_TRUE(rule_matches(R"({"resources":["pods/*"]})", pod()));
}

TEST_F(PolicyMatch, ARuleNamesObjects) {
  EXPECT_TRUE(rule_matches(R"({"resourceNames":["y","x"]})", pod()));
  EXPECT_FALSE(rule_matches(R"({"resourceNames":["y"]})", pod()));
}

TEST_F(PolicyMatch, AScopeTellsWhetherThereIsANamespace) {
  EXPECT_TRUE(rule_matches(R"({"scope":"Namespaced"})", pod()));
  EXPECT_FALSE(rule_matches(R"({"scope":"Cluster"})", pod()));
  EXPECT_TRUE(rule_matches(R"({"scope":"Cluster"})", request("", "v1", "nodes")));
  Attributes space = request("", "v1", "namespaces");
  space.namespace_ = "x";  // its own name
  EXPECT_TRUE(rule_matches(R"({"scope":"Cluster"})", space));
  EXPECT_FALSE(rule_matches(R"({"scope":"Namespaced"})", space));
}

TEST_F(PolicyMatch, OtherVersionsCountUnlessTheMatchIsExact) {
  constexpr const char* rules =
      R"("resourceRules":[{"operations":["*"],"apiGroups":["apps"],"apiVersions":["v1beta1"],
                           "resources":["deployments"]}])";
  const Attributes deployment = request("apps", "v1", "deployments");
  const auto ask = [&](const char* policy) {
    const std::string text = std::string("{\"matchPolicy\":\"") + policy + "\"," + rules + "}";
    return match(json::parse(text).as_object(), deployment, resources_, storage_);
  };
  EXPECT_FALSE(ask("Exact").matches());
  const Match found = ask("Equivalent");
  ASSERT_TRUE(found.matches());
  EXPECT_EQ(found.resource->version, "v1beta1");
}

TEST_F(PolicyMatch, WhatIsExcludedIsNotMeant) {
  EXPECT_FALSE(matches(R"({"excludeResourceRules":[{"operations":["*"],"apiGroups":["*"],
                           "apiVersions":["*"],"resources":["pods"]}]})",
                       pod()));
  EXPECT_TRUE(matches(R"({"excludeResourceRules":[{"operations":["DELETE"],"apiGroups":["*"],
                          "apiVersions":["*"],"resources":["pods"]}]})",
                      pod()));
}

TEST_F(PolicyMatch, ASelectorChoosesNamespaces) {
  constexpr const char* prod = R"({"namespaceSelector":{"matchLabels":{"env":"prod"}}})";
  constexpr const char* dev = R"({"namespaceSelector":{"matchLabels":{"env":"dev"}}})";
  EXPECT_TRUE(matches(prod, pod()));
  EXPECT_FALSE(matches(dev, pod()));
  EXPECT_TRUE(matches(dev, request("", "v1", "nodes")));  // has none that could be chosen
}

TEST_F(PolicyMatch, ANewNamespaceIsChosenByItsOwnLabels) {
  Attributes space = request("", "v1", "namespaces");
  space.namespace_ = "x";
  space.object = std::make_shared<const json::object>(
      json::object{{"metadata", {{"labels", {{"env", "dev"}}}}}});
  EXPECT_TRUE(matches(R"({"namespaceSelector":{"matchLabels":{"env":"dev"}}})", space));
}

TEST_F(PolicyMatch, ANamespaceThatIsNotThereIsAProblem) {
  Attributes lost = pod();
  lost.namespace_ = "gone";
  const json::value constraints =
      json::parse(R"({"namespaceSelector":{"matchLabels":{"env":"dev"}}})");
  EXPECT_EQ(match(constraints.as_object(), lost, resources_, storage_).problem,
            "namespaces \"gone\" not found");
}

TEST_F(PolicyMatch, ASelectorChoosesObjectsByWhatTheyAreOrWere) {
  constexpr const char* web = R"({"objectSelector":{"matchLabels":{"app":"web"}}})";
  const auto labelled = [](const char* app) {
    return std::make_shared<const json::object>(
        json::object{{"metadata", {{"labels", {{"app", app}}}}}});
  };
  Attributes update = pod();
  EXPECT_FALSE(matches(web, update));
  update.object = labelled("web");
  EXPECT_TRUE(matches(web, update));
  update.object = labelled("db");
  EXPECT_FALSE(matches(web, update));
  update.old_object = labelled("web");
  EXPECT_TRUE(matches(web, update));
}

}  // namespace
}  // namespace k8s::testing::fake::policy
