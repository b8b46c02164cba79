// What is created to be answered: reviews, evictions, bindings; and logs.

#include <boost/json.hpp>
#include <k8s/models/authorization/v1/self_subject_access_review.hpp>
#include <k8s/pod_log.hpp>

#include "environment.hpp"

namespace {

using k8s::Method;
using ::testing::HasSubstr;
namespace json = boost::json;

class QuestionTest : public conformance::Conformance {
 protected:
  [[nodiscard]] conformance::Answer ask(std::string_view path, std::string body,
                                        std::string user = {}) const {
    k8s::Headers headers{{"Content-Type", "application/json"}};
    if (!user.empty()) headers.set("Impersonate-User", std::move(user));
    return raw(Method::post, path, std::move(body), headers);
  }
  [[nodiscard]] static json::value status(const conformance::Answer& answer) {
    return json::parse(answer.body).at("status");
  }
};
CONFORMANCE_SERVERS(QuestionTest);

constexpr const char* may_i = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
constexpr const char* get_pods =
    R"({"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
        "spec": {"resourceAttributes": {"verb": "get", "resource": "pods"}}})";

TEST_P(QuestionTest, WhoeverMayDoEverythingMay) {
  const auto answer = ask(may_i, get_pods);
  EXPECT_EQ(answer.code, 201);
  EXPECT_TRUE(status(answer).at("allowed").as_bool());
}

TEST_P(QuestionTest, IsAskedBySavingAModel) {
  k8s::SelfSubjectAccessReview question;
  question.spec.resourceAttributes = k8s::ResourceAttributes{.verb = "get", .resource = "pods"};
  question.save({.client = client()});
  EXPECT_TRUE(question.status.allowed);
}

TEST_P(QuestionTest, AStrangerMayNothingButAsk) {
  const auto answer = ask(may_i, get_pods, "stranger");
  EXPECT_EQ(answer.code, 201);
  EXPECT_FALSE(status(answer).at("allowed").as_bool());
  EXPECT_EQ(raw(Method::get, "/apis", {}, {{"Impersonate-User", "stranger"}}).code, 200);
  EXPECT_EQ(raw(Method::get, "/api/v1/pods", {}, {{"Impersonate-User", "stranger"}}).code, 403);
}

TEST_P(QuestionTest, ARoleAllowsItsSubjectsWhatItSays) {
  const std::string account = fill("system:serviceaccount:{ns}:robot");
  const auto get = [&](const char* path, const std::string& user) {
    return raw(Method::get, path, {}, {{"Impersonate-User", user}}).code;
  };
  constexpr const char* pods = "/api/v1/namespaces/{ns}/pods";
  ASSERT_EQ(get(pods, account), 403);
  ASSERT_EQ(ask("/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/roles",
                R"({"metadata": {"name": "reader"}, "rules": [
                    {"apiGroups": [""], "resources": ["pods"], "verbs": ["list"]},
                    {"apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["own"],
                     "verbs": ["get"]}]})")
                .code,
            201);
  ASSERT_EQ(ask("/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/rolebindings",
                fill(R"({"metadata": {"name": "readers"},
                         "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role",
                                     "name": "reader"},
                         "subjects": [
                           {"kind": "ServiceAccount", "name": "robot", "namespace": "{ns}"},
                           {"apiGroup": "rbac.authorization.k8s.io", "kind": "User",
                            "name": "reader"}]})"))
                .code,
            201);
  // A real server takes a moment to hear of it.
  for (int tries = 0; tries < 2000 && get(pods, account) != 200; ++tries) {
  }
  EXPECT_EQ(get(pods, account), 200);
  EXPECT_EQ(get(pods, "reader"), 200);
  EXPECT_EQ(get(pods, "stranger"), 403);
  EXPECT_EQ(get("/api/v1/pods", account), 403);
  EXPECT_EQ(get("/api/v1/namespaces/{ns}/secrets", account), 403);
  EXPECT_EQ(get("/api/v1/namespaces/{ns}/pods/p", account), 403);
  EXPECT_EQ(get("/api/v1/namespaces/{ns}/configmaps/own", account), 404);
  EXPECT_EQ(get("/api/v1/namespaces/{ns}/configmaps/other", account), 403);
}

TEST_P(QuestionTest, AClusterRoleAllowsItsGroupsWhatItSays) {
  const std::string group = fill("{ns}-readers");
  const auto get = [&](const char* path) {
    return raw(Method::get, path, {},
               {{"Impersonate-User", "somebody"}, {"Impersonate-Group", group}})
        .code;
  };
  ASSERT_EQ(ask("/apis/rbac.authorization.k8s.io/v1/clusterroles",
                fill(R"({"metadata": {"name": "{ns}"}, "rules": [
                    {"apiGroups": ["apps"], "resources": ["*"], "verbs": ["get", "list"]},
                    {"nonResourceURLs": ["/metrics*"], "verbs": ["get"]}]})"))
                .code,
            201);
  ASSERT_EQ(ask("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
                fill(R"({"metadata": {"name": "{ns}"},
                         "roleRef": {"apiGroup": "rbac.authorization.k8s.io",
                                     "kind": "ClusterRole", "name": "{ns}"},
                         "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group",
                                       "name": "{ns}-readers"}]})"))
                .code,
            201);
  for (int tries = 0; tries < 2000 && get("/apis/apps/v1/deployments") != 200; ++tries) {
  }
  EXPECT_EQ(get("/apis/apps/v1/deployments"), 200);
  EXPECT_EQ(get("/apis/apps/v1/namespaces/{ns}/deployments/d/status"), 404);
  EXPECT_EQ(get("/api/v1/pods"), 403);
  EXPECT_NE(get("/metrics"), 403);
  EXPECT_EQ(get("/logs"), 403);
}

TEST_P(QuestionTest, ListsWhatRolesAllowAndSaysWhichAllows) {
  const std::string user = fill("{ns}-lister");
  const auto bind = [&](const std::string& name, const std::string& role) {
    const std::string binding = R"({"metadata": {"name": ")" + name + R"("},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": ")" +
                                role + R"("},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": ")" +
                                user + "\"}]}";
    return ask("/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/rolebindings", binding).code;
  };
  const auto rules = [&] {
    return status(ask("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
                      fill(R"({"apiVersion": "authorization.k8s.io/v1",
                               "kind": "SelfSubjectRulesReview", "spec": {"namespace": "{ns}"}})"),
                      user));
  };
  ASSERT_EQ(ask("/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/roles",
                R"({"metadata": {"name": "lister"}, "rules": [
                    {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["list"],
                     "resourceNames": ["web"]}]})")
                .code,
            201);
  ASSERT_EQ(bind("listers", "lister"), 201);
  ASSERT_EQ(bind("lost", "nowhere"), 201);
  const std::string missing = R"(role.rbac.authorization.k8s.io "nowhere" not found)";
  // A real server takes a moment to hear of it.
  json::object listed = rules().as_object();
  for (int tries = 0; tries < 2000 && listed["resourceRules"].as_array().size() < 3; ++tries) {
    listed = rules().as_object();
  }
  EXPECT_THAT(json::serialize(listed.at("resourceRules")),
              HasSubstr(R"({"verbs":["list"],"apiGroups":["apps"],"resources":["deployments"],)"
                        R"("resourceNames":["web"]})"));
  EXPECT_FALSE(listed.at("incomplete").as_bool());
  EXPECT_EQ(listed.at("evaluationError").as_string(), missing);

  const auto of = [&](const char* verb, const char* group, const char* resource) {
    const json::object attributes{{"verb", verb},
                                  {"group", group},
                                  {"resource", resource},
                                  {"name", "web"},
                                  {"namespace", ns()}};
    return status(ask("/apis/authorization.k8s.io/v1/subjectaccessreviews",
                      json::serialize(json::object{
                          {"apiVersion", "authorization.k8s.io/v1"},
                          {"kind", "SubjectAccessReview"},
                          {"spec", {{"user", user}, {"resourceAttributes", attributes}}}})));
  };
  const json::value may = of("list", "apps", "deployments");
  EXPECT_TRUE(may.at("allowed").as_bool());
  EXPECT_EQ(may.at("reason").as_string(), fill("RBAC: allowed by RoleBinding \"listers/{ns}\" of "
                                               "Role \"lister\" to User \"{ns}-lister\""));
  const json::value may_not = of("get", "", "pods");
  EXPECT_FALSE(may_not.at("allowed").as_bool());
  EXPECT_EQ(may_not.at("reason").as_string(), "RBAC: " + missing);
  const auto refused =
      raw(Method::get, "/api/v1/namespaces/{ns}/pods", {}, {{"Impersonate-User", user}});
  EXPECT_EQ(refused.code, 403);
  EXPECT_THAT(json::parse(refused.body).at("message").as_string().c_str(),
              HasSubstr("in the namespace \"" + ns() + "\": RBAC: " + missing));
}

TEST_P(QuestionTest, AQuestionHasToAskForSomething) {
  const auto answer = ask(may_i, R"({"apiVersion": "authorization.k8s.io/v1",
                                     "kind": "SelfSubjectAccessReview", "spec": {}})");
  EXPECT_EQ(answer.code, 422);
  EXPECT_THAT(answer.body, HasSubstr("exactly one of nonResourceAttributes or resourceAttributes"));
  EXPECT_EQ(raw(Method::get, may_i).code, 405);
}

TEST_P(QuestionTest, MaySomebodyElse) {
  const auto of = [&](const char* spec) {
    return ask("/apis/authorization.k8s.io/v1/subjectaccessreviews",
               std::string(R"({"apiVersion": "authorization.k8s.io/v1",
                              "kind": "SubjectAccessReview", "spec": )") +
                   spec + "}");
  };
  const auto stranger =
      of(R"({"user": "stranger", "resourceAttributes": {"verb": "get", "resource": "pods"}})");
  EXPECT_FALSE(status(stranger).at("allowed").as_bool());
  const auto master = of(R"({"user": "somebody", "groups": ["system:masters"],
                             "resourceAttributes": {"verb": "get", "resource": "pods"}})");
  EXPECT_TRUE(status(master).at("allowed").as_bool());
  EXPECT_EQ(of(R"({"resourceAttributes": {"verb": "get", "resource": "pods"}})").code, 422);
}

TEST_P(QuestionTest, WhoAmI) {
  const auto answer = ask("/apis/authentication.k8s.io/v1/selfsubjectreviews",
                          R"({"apiVersion": "authentication.k8s.io/v1",
                              "kind": "SelfSubjectReview"})",
                          "stranger");
  EXPECT_EQ(answer.code, 201);
  EXPECT_EQ(json::serialize(status(answer).at("userInfo")),
            R"({"username":"stranger","groups":["system:authenticated"]})");
}

TEST_P(QuestionTest, WhoseTokenIsThis) {
  const auto answer = ask("/apis/authentication.k8s.io/v1/tokenreviews",
                          R"({"apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview",
                              "spec": {"token": "nobody's"}})");
  EXPECT_EQ(answer.code, 201);
  EXPECT_EQ(status(answer).at("error").as_string(), "invalid bearer token");
}

constexpr const char* below_pod = "/api/v1/namespaces/{ns}/pods/web/";

TEST_P(QuestionTest, AnEvictedPodGoes) {
  pod("web").save();
  const std::string eviction = R"({"apiVersion": "policy/v1", "kind": "Eviction",
                                   "metadata": {"name": ")";
  const std::string path = below_pod + std::string("eviction");
  EXPECT_EQ(ask(path, eviction + "other\"}}").code, 400);
  EXPECT_EQ(ask(path + "?dryRun=All", eviction + "web\"}}").code, 201);
  EXPECT_TRUE(k8s::Pod::try_get("web", {.namespace_ = ns()}));
  const auto answer = ask(path, eviction + "web\"}}");
  EXPECT_EQ(answer.code, 201);
  EXPECT_EQ(status(answer).as_string(), "Success");
  EXPECT_FALSE(k8s::Pod::try_get("web", {.namespace_ = ns()}));
  EXPECT_EQ(ask(path, eviction + "web\"}}").code, 404);
  EXPECT_EQ(raw(Method::get, path).code, 405);
}

TEST_P(QuestionTest, ABoundPodHasItsNode) {
  pod("web").save();
  const std::string path = below_pod + std::string("binding");
  const std::string binding = R"({"apiVersion": "v1", "kind": "Binding",
      "metadata": {"name": "web"}, "target": {"kind": "Node", "name": "far"}})";
  EXPECT_EQ(ask(path, binding).code, 201);
  const k8s::Pod bound = k8s::Pod::get("web", {.namespace_ = ns()});
  EXPECT_EQ(bound.spec.nodeName, "far");
  ASSERT_EQ(bound.status.conditions.size(), 1U);
  EXPECT_EQ(bound.status.conditions[0].type, "PodScheduled");
  const auto again = ask(path, binding);
  EXPECT_EQ(again.code, 409);
  EXPECT_THAT(again.body, HasSubstr("pod web is already assigned to node"));
}

TEST_P(QuestionTest, LogsOfPodsThatNoNodeHas) {
  k8s::Pod web = pod("web");
  web.spec.containers.push_back(web.spec.containers.front());
  web.spec.containers[0].name = "one";
  web.spec.containers[1].name = "two";
  web.save();
  const std::string path = below_pod + std::string("log");
  EXPECT_EQ(raw(Method::get, path + "?container=one").code, 204);
  const auto which = raw(Method::get, path);
  EXPECT_EQ(which.code, 400);
  EXPECT_THAT(which.body, HasSubstr("a container name must be specified for pod web, choose one "
                                    "of: [one two]"));
  EXPECT_THAT(raw(Method::get, path + "?container=three").body,
              HasSubstr("container three is not valid for pod web"));
  EXPECT_EQ(raw(Method::get, path + "?container=one&tailLines=-1").code, 422);
  EXPECT_EQ(raw(Method::get, "/api/v1/namespaces/{ns}/pods/nothing/log").code, 404);
}

TEST_P(QuestionTest, LogsAreReadByName) {
  k8s::Pod web = pod("web");
  web.save();
  EXPECT_EQ(k8s::read_pod_log("web", {.tailLines = 5, .namespace_ = ns()}), "");
  k8s::PodLogLines lines("web", {.follow = true, .timestamps = true, .namespace_ = ns()});
  EXPECT_EQ(lines.next(), std::nullopt);
  try {
    (void)k8s::read_pod_log("web", {.container = "three", .namespace_ = ns()});
    ADD_FAILURE() << "there is no such container";
  } catch (const k8s::ClientError& error) {
    EXPECT_EQ(error.what(), fill("read the log of Pod {ns}/web: 400 BadRequest: container three is "
                                 "not valid for pod web"));
  }
  EXPECT_THROW((void)k8s::read_pod_log("nothing", {.namespace_ = ns()}), k8s::NotFound);
}

TEST_P(QuestionTest, BodiesMayBeYaml) {
  const auto answer =
      raw(Method::post, "/api/v1/namespaces/{ns}/configmaps",
          "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: yaml\ndata: {a: b}\n",
          {{"Content-Type", "application/yaml"}});
  EXPECT_EQ(answer.code, 201);
  EXPECT_EQ(k8s::ConfigMap::get("yaml", {.namespace_ = ns()}).data.at("a"), "b");
}

}  // namespace
