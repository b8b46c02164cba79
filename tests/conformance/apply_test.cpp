// Server-side apply and metadata.managedFields, as a real kube-apiserver has them.

#include <map>

#include <boost/json.hpp>

#include "environment.hpp"

namespace {

using conformance::at_pointer;
using k8s::Method;
namespace json = boost::json;

#define CONFIG_MAPS "/api/v1/namespaces/{ns}/configmaps"
#define DEPLOYMENTS "/apis/apps/v1/namespaces/{ns}/deployments"
#define SERVICES "/api/v1/namespaces/{ns}/services"

class Apply : public conformance::Conformance {
 protected:
  [[nodiscard]] conformance::Answer apply(const std::string& path, const std::string& manager,
                                          std::string body, const std::string& query = "") const {
    return raw(Method::patch, path + "?fieldManager=" + manager + query, std::move(body),
               {{"Content-Type", "application/apply-patch+yaml"}});
  }

  /// A ConfigMap with these members beside its type and name.
  [[nodiscard]] static std::string config_map_text(const std::string& name, const std::string& data,
                                                   const std::string& metadata = "") {
    return R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":")" + name + '"' +
           (metadata.empty() ? "" : "," + metadata) + "}" +
           (data.empty() ? "" : R"(,"data":)" + data) + "}";
  }

  /// Who manages what: "manager/operation" or "manager/operation/subresource" to fieldsV1.
  [[nodiscard]] static std::map<std::string, std::string> managers(const std::string& body) {
    std::map<std::string, std::string> result;
    boost::system::error_code error;
    const json::value parsed = json::parse(body, error);
    const json::value* const entries = parsed.find_pointer("/metadata/managedFields", error);
    if (entries == nullptr) return result;
    for (const json::value& value : entries->as_array()) {
      const json::object& entry = value.as_object();
      std::string who(entry.at("manager").as_string());
      who.append("/").append(entry.at("operation").as_string());
      if (const json::value* const sub = entry.if_contains("subresource")) {
        who.append("/").append(sub->as_string());
      }
      EXPECT_EQ(entry.at("fieldsType").as_string(), "FieldsV1");
      result[who] = json::serialize(entry.at("fieldsV1"));
    }
    return result;
  }
  using Managers = std::map<std::string, std::string>;
};
CONFORMANCE_SERVERS(Apply);

// ---- by the verb -------------------------------------------------------------------------------

TEST_P(Apply, AsTheVerbDoesIt) {
  const k8s::Deployment made = deployment("web").apply({.fieldManager = "maker"});
  EXPECT_FALSE(made.metadata.uid.empty());

  k8s::Deployment intent({.name = "web", .namespace_ = ns()}, {.replicas = 5});
  EXPECT_THROW((void)intent.apply({.fieldManager = "scaler"}), k8s::Conflict);
  EXPECT_EQ(intent.apply({.force = true, .fieldManager = "scaler"}).spec.replicas, 5);
  const std::string stored = raw(Method::get, DEPLOYMENTS "/web").body;
  EXPECT_EQ(managers(stored).at("scaler/Apply"), R"({"f:spec":{"f:replicas":{}}})");

  intent.spec.replicas.reset();
  intent.metadata.labels = {{"tier", "web"}};
  const k8s::Deployment released = intent.apply({.fieldManager = "scaler"});
  EXPECT_EQ(released.spec.replicas, 1) << "the default, since nobody gives one any more";
  EXPECT_EQ(released.metadata.labels.at("tier"), "web");

  k8s::Deployment status({.name = "web", .namespace_ = ns()});
  status.status.replicas = 5;
  EXPECT_EQ(status.apply_status({.fieldManager = "counter"}).status.replicas, 5);
  EXPECT_THROW((void)released.apply(), k8s::ValidationError) << "it was read";
}

TEST_P(Apply, CreatesAndChangesNothingTheSecondTime) {
  const std::string body = config_map_text("a", R"({"k":"v"})");
  const auto created = apply(CONFIG_MAPS "/a", "m1", body);
  EXPECT_EQ(created.code, 201) << created.body;
  EXPECT_EQ(managers(created.body), (Managers{{"m1/Apply", R"({"f:data":{"f:k":{}}})"}}));
  const auto again = apply(CONFIG_MAPS "/a", "m1", body);
  EXPECT_EQ(again.code, 200);
  EXPECT_EQ(json::parse(again.body), json::parse(created.body));
}

TEST_P(Apply, OfTooLittleIsRefusedAsACreateOfItWouldBe) {
  const auto refused = apply(DEPLOYMENTS "/a", "m1",
                             R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":)"
                             R"({"name":"a"}})");
  EXPECT_EQ(refused.code, 422);
  EXPECT_EQ(at_pointer(refused.body, "/details/causes/0/field"), R"("spec.selector")");
  EXPECT_EQ(at_pointer(refused.body, "/details/causes/0/reason"), R"("FieldValueRequired")");
  EXPECT_EQ(at_pointer(refused.body, "/details/causes/1/field"),
            R"("spec.template.metadata.labels")");
}

TEST_P(Apply, RefusesToTakeFieldsFromOthersUnlessForced) {
  ASSERT_EQ(apply(CONFIG_MAPS "/a", "m1", config_map_text("a", R"({"k":"v","l":"w"})")).code, 201);
  const auto refused = apply(CONFIG_MAPS "/a", "m2", config_map_text("a", R"({"k":"x"})"));
  EXPECT_EQ(refused.code, 409);
  EXPECT_EQ(at_pointer(refused.body, "/reason"), R"("Conflict")");
  EXPECT_EQ(at_pointer(refused.body, "/message"),
            R"("Apply failed with 1 conflict: conflict with \"m1\": .data.k")");
  EXPECT_EQ(at_pointer(refused.body, "/details"),
            R"({"causes":[{"reason":"FieldManagerConflict","message":"conflict with \"m1\"",)"
            R"("field":".data.k"}]})");
  const auto many = apply(CONFIG_MAPS "/a", "m2", config_map_text("a", R"({"k":"x","l":"y"})"));
  EXPECT_EQ(at_pointer(many.body, "/message"),
            R"("Apply failed with 2 conflicts: conflicts with \"m1\":\n- .data.k\n- .data.l")");
  const auto forced =
      apply(CONFIG_MAPS "/a", "m2", config_map_text("a", R"({"k":"x"})"), "&force=true");
  EXPECT_EQ(forced.code, 200);
  EXPECT_EQ(at_pointer(forced.body, "/data"), R"({"k":"x","l":"w"})");
  EXPECT_EQ(managers(forced.body), (Managers{{"m1/Apply", R"({"f:data":{"f:l":{}}})"},
                                             {"m2/Apply", R"({"f:data":{"f:k":{}}})"}}));
}

TEST_P(Apply, SharesFieldsThatAreTheSame) {
  ASSERT_EQ(apply(CONFIG_MAPS "/a", "m1", config_map_text("a", R"({"k":"v"})")).code, 201);
  const auto both = apply(CONFIG_MAPS "/a", "m2", config_map_text("a", R"({"k":"v"})"));
  EXPECT_EQ(both.code, 200);
  EXPECT_EQ(managers(both.body), (Managers{{"m1/Apply", R"({"f:data":{"f:k":{}}})"},
                                           {"m2/Apply", R"({"f:data":{"f:k":{}}})"}}));
  const auto one = apply(CONFIG_MAPS "/a", "m1", config_map_text("a", ""));
  EXPECT_EQ(at_pointer(one.body, "/data"), R"({"k":"v"})");
  const auto none = apply(CONFIG_MAPS "/a", "m2", config_map_text("a", ""));
  EXPECT_EQ(at_pointer(none.body, "/data"), "");
}

TEST_P(Apply, RemovesWhatIsNoLongerApplied) {
  ASSERT_EQ(apply(CONFIG_MAPS "/a", "m1",
                  config_map_text("a", R"({"k":"v","l":"w"})", R"("labels":{"x":"y"})"))
                .code,
            201);
  ASSERT_EQ(raw(Method::patch, CONFIG_MAPS "/a", R"({"data":{"other":"1"}})",
                {{"Content-Type", "application/merge-patch+json"}})
                .code,
            200);
  const auto answer = apply(CONFIG_MAPS "/a", "m1", config_map_text("a", R"({"l":"w"})"));
  EXPECT_EQ(answer.code, 200);
  EXPECT_EQ(at_pointer(answer.body, "/data"), R"({"l":"w","other":"1"})");
  EXPECT_EQ(at_pointer(answer.body, "/metadata/labels"), "");
}

TEST_P(Apply, NamesTheVersionOfThoseWhoUpdate) {
  ASSERT_EQ(raw(Method::post, CONFIG_MAPS "?fieldManager=maker",
                R"({"metadata":{"name":"a"},"data":{"k":"v"}})")
                .code,
            201);
  const auto refused = apply(CONFIG_MAPS "/a", "m1", config_map_text("a", R"({"k":"x"})"));
  EXPECT_EQ(refused.code, 409);
  EXPECT_EQ(at_pointer(refused.body, "/message"),
            R"("Apply failed with 1 conflict: conflict with \"maker\" using v1: .data.k")");
}

TEST_P(Apply, IsTrackedFromTheFirstApplyOnIfNotFromTheStart) {
  ASSERT_EQ(raw(Method::post, CONFIG_MAPS, R"({"metadata":{"name":"a"},"data":{"k":"v"}})").code,
            201);
  const auto reset = raw(Method::put, CONFIG_MAPS "/a",
                         R"({"metadata":{"name":"a","managedFields":[]},"data":{"k":"v"}})");
  EXPECT_EQ(at_pointer(reset.body, "/metadata/managedFields"), "");
  const auto still =
      raw(Method::put, CONFIG_MAPS "/a", R"({"metadata":{"name":"a"},"data":{"k":"w"}})");
  EXPECT_EQ(at_pointer(still.body, "/metadata/managedFields"), "");
  const auto applied = apply(CONFIG_MAPS "/a", "m1", config_map_text("a", R"({"b":"1"})"));
  EXPECT_EQ(managers(applied.body),
            (Managers{{"before-first-apply/Update", R"({"f:data":{".":{},"f:k":{}}})"},
                      {"m1/Apply", R"({"f:data":{"f:b":{}}})"}}));
}

TEST_P(Apply, IsTheNameThatTheUserAgentBeginsWith) {
  const auto created = raw(
      Method::post, CONFIG_MAPS, R"({"metadata":{"name":"a","labels":{"x":"y"}},"data":{"k":"v"}})",
      {{"User-Agent", "robot/1.0 (linux)"}, {"Content-Type", "application/json"}});
  EXPECT_EQ(managers(created.body),
            (Managers{{"robot/Update", R"({"f:data":{".":{},"f:k":{}},)"
                                       R"("f:metadata":{"f:labels":{".":{},"f:x":{}}}})"}}));
  const auto updated = raw(Method::put, CONFIG_MAPS "/a?fieldManager=other",
                           R"({"metadata":{"name":"a"},"data":{"k":"v","z":"1"}})");
  EXPECT_EQ(managers(updated.body), (Managers{{"robot/Update", R"({"f:data":{".":{},"f:k":{}}})"},
                                              {"other/Update", R"({"f:data":{"f:z":{}}})"}}));
}

TEST_P(Apply, ForgetsTheOldestOfManyWhoUpdate) {
  ASSERT_EQ(raw(Method::post, CONFIG_MAPS "?fieldManager=u00",
                R"({"metadata":{"name":"a"},"data":{"k0":"v"}})")
                .code,
            201);
  conformance::Answer last;
  for (int i = 1; i <= 12; ++i) {
    const std::string number = (i < 10 ? "0" : "") + std::to_string(i);
    last = raw(Method::patch, CONFIG_MAPS "/a?fieldManager=u" + number,
               R"({"data":{"k)" + std::to_string(i) + R"(":"v"}})",
               {{"Content-Type", "application/merge-patch+json"}});
    ASSERT_EQ(last.code, 200);
  }
  const auto who = managers(last.body);
  EXPECT_EQ(who.size(), 10U);
  EXPECT_TRUE(who.contains("ancient-changes/Update")) << last.body;
}

TEST_P(Apply, KeysOfLists) {
  const std::string head =
      R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},"spec":{)"
      R"("selector":{"matchLabels":{"app":"d"}},"template":{"metadata":{"labels":{"app":"d"}},)"
      R"("spec":{"containers":[)";
  const std::string tail = "]}}}}";
  const auto created =
      apply(DEPLOYMENTS "/d", "m1",
            head +
                R"({"name":"c","image":"i","args":["x"],"env":[{"name":"A","value":"1"}],)"
                R"("ports":[{"containerPort":80},{"containerPort":443,"protocol":"UDP"}]})" +
                tail);
  EXPECT_EQ(created.code, 201) << created.body;
  EXPECT_EQ(
      managers(created.body)["m1/Apply"],
      R"({"f:spec":{"f:selector":{},"f:template":{"f:metadata":{"f:labels":{"f:app":{}}},)"
      R"("f:spec":{"f:containers":{"k:{\"name\":\"c\"}":{".":{},"f:args":{},)"
      R"("f:env":{"k:{\"name\":\"A\"}":{".":{},"f:name":{},"f:value":{}}},"f:image":{},"f:name":{},)"
      R"("f:ports":{"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{}},)"
      R"("k:{\"containerPort\":443,\"protocol\":\"UDP\"}":{".":{},"f:containerPort":{},)"
      R"("f:protocol":{}}}}}}}}})");
  const auto side = apply(DEPLOYMENTS "/d", "m2", head + R"({"name":"side","image":"s"})" + tail);
  EXPECT_EQ(at_pointer(side.body, "/spec/template/spec/containers/1/name"), R"("side")");
  const auto conflict =
      apply(DEPLOYMENTS "/d", "m2", head + R"({"name":"c","image":"other"})" + tail);
  EXPECT_EQ(conflict.code, 409);
  EXPECT_EQ(at_pointer(conflict.body, "/details/causes/0/field"),
            R"(".spec.template.spec.containers[name=\"c\"].image")");
  const auto twice = apply(DEPLOYMENTS "/d", "m1", head + R"({"name":"c"},{"name":"c"})" + tail);
  EXPECT_EQ(twice.code, 500);
  EXPECT_EQ(at_pointer(twice.body, "/message"),
            R"("failed to create typed patch object (/d; apps/v1, Kind=Deployment): )"
            R"(.spec.template.spec.containers: duplicate entries for key [name=\"c\"]")");
  const auto gone =
      apply(DEPLOYMENTS "/d", "m2",
            R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"}})");
  EXPECT_EQ(at_pointer(gone.body, "/spec/template/spec/containers/1"), "") << gone.body;
}

TEST_P(Apply, AllOfAnUpdateIsNoted) {
  const auto created = raw(
      Method::post, DEPLOYMENTS "?fieldManager=maker",
      R"({"metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"app":"d"}},"template":{)"
      R"("metadata":{"labels":{"app":"d"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}})");
  EXPECT_EQ(
      managers(created.body)["maker/Update"],
      R"({"f:spec":{"f:progressDeadlineSeconds":{},"f:replicas":{},"f:revisionHistoryLimit":{},)"
      R"("f:selector":{},"f:strategy":{"f:rollingUpdate":{".":{},"f:maxSurge":{},)"
      R"("f:maxUnavailable":{}},"f:type":{}},"f:template":{"f:metadata":{"f:labels":{".":{},)"
      R"("f:app":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"c\"}":{".":{},"f:image":{},)"
      R"("f:imagePullPolicy":{},"f:name":{},"f:resources":{},"f:terminationMessagePath":{},)"
      R"("f:terminationMessagePolicy":{}}},"f:dnsPolicy":{},"f:restartPolicy":{},)"
      R"("f:schedulerName":{},"f:securityContext":{},"f:terminationGracePeriodSeconds":{}}}}})");
}

TEST_P(Apply, OfTheStatus) {
  const std::string head = R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"})";
  ASSERT_EQ(
      apply(DEPLOYMENTS "/d", "m1",
            head + R"(,"spec":{"selector":{"matchLabels":{"app":"d"}},"template":{"metadata":)"
                   R"({"labels":{"app":"d"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}})")
          .code,
      201);
  const auto answer = apply(DEPLOYMENTS "/d/status", "m2",
                            head + R"(,"spec":{"replicas":9},"status":{"replicas":3}})");
  EXPECT_EQ(answer.code, 200) << answer.body;
  EXPECT_EQ(at_pointer(answer.body, "/spec/replicas"), "1");
  EXPECT_EQ(at_pointer(answer.body, "/status/replicas"), "3");
  EXPECT_EQ(managers(answer.body)["m2/Apply/status"], R"({"f:status":{"f:replicas":{}}})");
  EXPECT_EQ(apply(DEPLOYMENTS "/nope/status", "m2",
                  R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"nope"}})")
                .code,
            404);
}

TEST_P(Apply, TakesYaml) {
  const auto answer = apply(CONFIG_MAPS "/a", "m1",
                            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n"
                            "  y: \"1\"\n  z: '2'\n");
  EXPECT_EQ(answer.code, 201) << answer.body;
  EXPECT_EQ(at_pointer(answer.body, "/data"), R"({"true":"1","z":"2"})");
}

TEST_P(Apply, IsRefused) {
  ASSERT_EQ(apply(CONFIG_MAPS "/a", "m1", config_map_text("a", R"({"k":"v"})")).code, 201);
  struct Refused {
    const char* what;
    std::string body;
    int code;
    const char* message;
    const char* name = "a";
  };
  const std::vector<Refused> all{
      {"no type", "{}", 400, R"("invalid object type: /, Kind=")"},
      {"another kind", R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"}})", 400,
       R"("invalid object type: /v1, Kind=Secret")"},
      {"no object", "[]", 400, nullptr},
      {"managedFields", config_map_text("a", "", R"("managedFields":[{"manager":"x"}])"), 400,
       R"("metadata.managedFields must be nil")"},
      {"an old resourceVersion", config_map_text("a", "", R"("resourceVersion":"1")"), 409,
       nullptr},
      {"another uid", config_map_text("a", "", R"("uid":"x")"), 422, nullptr},
      {"a uid for nothing",
       config_map_text("new", "", R"("uid":"11111111-1111-1111-1111-111111111111")"), 409,
       R"("Operation cannot be fulfilled on configmaps \"new\": uid mismatch: the provided object specified uid 11111111-1111-1111-1111-111111111111, and no existing object was found")",
       "new"},
      {"another name", config_map_text("b", ""), 400,
       R"j("the name of the object (b) does not match the name on the URL (a)")j"},
      {"no name", R"({"apiVersion":"v1","kind":"ConfigMap"})", 400,
       R"("the name of the object (new based on URL) was undeterminable: name must be provided")",
       "new"},
      {"an unknown field",
       R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"foo":1})", 500,
       R"("failed to create typed patch object (/a; /v1, Kind=ConfigMap): .foo: field not declared in schema")"},
      {"a wrong type", config_map_text("a", R"({"k":1})"), 500,
       R"("failed to create typed patch object (/a; /v1, Kind=ConfigMap): .data.k: expected string, got &value.valueUnstructured{Value:1}")"},
      {"a text for a map", config_map_text("a", R"("x")"), 500,
       R"("failed to create typed patch object (/a; /v1, Kind=ConfigMap): .data: expected map, got &{x}")"},
      {"a bad name", config_map_text("Bad", ""), 422, nullptr, "Bad"},
      {"a bad label", config_map_text("a", "", R"("labels":{"a b":"c"})"), 422, nullptr}};
  for (const Refused& each : all) {
    SCOPED_TRACE(each.what);
    const auto answer = apply(std::string(CONFIG_MAPS "/") + each.name, "m1", each.body);
    EXPECT_EQ(answer.code, each.code) << answer.body;
    if (each.message != nullptr) {
      EXPECT_EQ(at_pointer(answer.body, "/message"), each.message);
    }
  }
  const auto nobody = raw(Method::patch, CONFIG_MAPS "/a", config_map_text("a", ""),
                          {{"Content-Type", "application/apply-patch+yaml"}});
  EXPECT_EQ(nobody.code, 422);
  EXPECT_EQ(
      at_pointer(nobody.body, "/message"),
      R"("PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch")");
  EXPECT_EQ(apply("/api/v1/namespaces/no-such/configmaps/a", "m", config_map_text("a", "")).code,
            404);
}

TEST_P(Apply, DryRunStoresNothing) {
  const auto answer =
      apply(CONFIG_MAPS "/a", "m1", config_map_text("a", R"({"k":"v"})"), "&dryRun=All");
  EXPECT_EQ(answer.code, 201);
  EXPECT_EQ(at_pointer(answer.body, "/metadata/resourceVersion"), "");
  EXPECT_EQ(raw(Method::get, CONFIG_MAPS "/a").code, 404);
}

TEST_P(Apply, TakesOverWhatKubectlAppliedOnItsOwnSide) {
  const std::string note = R"({\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",)"
                           R"(\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"v\"}})";
  ASSERT_EQ(raw(Method::post, CONFIG_MAPS "?fieldManager=kubectl-client-side-apply",
                R"({"metadata":{"name":"a","annotations":{"kubectl.kubernetes.io/)"
                R"(last-applied-configuration":")" +
                    note + R"("}},"data":{"k":"v","l":"w"}})")
                .code,
            201);
  const auto answer = apply(CONFIG_MAPS "/a", "kubectl", config_map_text("a", R"({"k":"x"})"));
  EXPECT_EQ(answer.code, 200) << answer.body;
  EXPECT_EQ(at_pointer(answer.body, "/data/k"), R"("x")");
  EXPECT_EQ(at_pointer(answer.body,
                       "/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration"),
            R"("{\"apiVersion\":\"v1\",\"data\":{\"k\":\"x\"},\"kind\":\"ConfigMap\",)"
            R"(\"metadata\":{\"name\":\"a\"}}\n")");
  EXPECT_EQ(apply(CONFIG_MAPS "/a", "kubectl", config_map_text("a", R"({"l":"x"})")).code, 409);
}

TEST_P(Apply, PortsOfAService) {
  const std::string head =
      R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"s"},"spec":{"ports":[)";
  ASSERT_EQ(apply(SERVICES "/s", "m1", head + R"({"port":80,"name":"x"}]}})").code, 201);
  const auto two =
      apply(SERVICES "/s", "m1", head + R"({"port":80,"name":"x"},{"port":90,"name":"y"}]}})");
  EXPECT_EQ(at_pointer(two.body, "/spec/ports/1/port"), "90");
  const auto one = apply(SERVICES "/s", "m1", head + R"({"port":90,"name":"y"}]}})");
  EXPECT_EQ(at_pointer(one.body, "/spec/ports/0/port"), "90");
  EXPECT_EQ(at_pointer(one.body, "/spec/ports/1"), "");
}

}  // namespace
