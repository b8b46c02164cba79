// Admission policies in force: what they let pass, what they change, and what they say.
// https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/

#include <chrono>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "environment.hpp"

namespace {

using k8s::Method;
using namespace std::chrono_literals;
namespace json = boost::json;

constexpr const char* group = "/apis/admissionregistration.k8s.io/v1/";

/// Policies of a test. Each is about what has its name as the label `case`, and in the test's
/// namespace alone.
class Policies : public conformance::Conformance {
 protected:
  void TearDown() override {
    for (const std::string& path : made_) (void)raw(Method::delete_, path);
    Conformance::TearDown();
  }

  /// \param spec of the policy, but for what it is about
  /// \param binding more about the binding
  /// \param rule what the policy is about, if not ConfigMaps with its label
  void add(const std::string& kind, const std::string& name, const char* spec,
           const char* binding = "{}", const char* rule = nullptr) {
    const std::string full = name + "-" + ns();
    json::object policy = json::parse(fill(spec)).as_object();
    if (kind == "mutating" && !policy.contains("reinvocationPolicy")) {
      policy["reinvocationPolicy"] = "Never";
    }
    json::object constraints;
    constraints["resourceRules"] = json::parse(
        rule != nullptr
            ? rule
            : R"([{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE","UPDATE"],
                   "resources":["configmaps"]}])");
    if (rule == nullptr) {
      constraints["objectSelector"] = {{"matchLabels", {{"case", name}}}};
    }
    policy["matchConstraints"] = std::move(constraints);
    json::object bound = json::parse(fill(binding)).as_object();
    bound["policyName"] = full;
    bound["matchResources"] = {
        {"namespaceSelector", {{"matchLabels", {{"kubernetes.io/metadata.name", ns()}}}}}};
    make(kind + "admissionpolicies", full, std::move(policy));
    make(kind + "admissionpolicybindings", full, std::move(bound));
  }

  void validating(const std::string& name, const char* spec,
                  const char* binding = R"({"validationActions":["Deny"]})",
                  const char* rule = nullptr) {
    add("validating", name, spec, binding, rule);
  }

  void mutating(const std::string& name, const char* spec, const char* binding = "{}",
                const char* rule = nullptr) {
    add("mutating", name, spec, binding, rule);
  }

  /// Policies take a moment in a real cluster. One that comes last shows that the others are there.
  void wait_until_in_force() {
    validating("last", R"({"validations":[{"expression":"false"}]})");
    const auto end = std::chrono::steady_clock::now() + 20s;
    while (create("last", {}, "?dryRun=All").code != 422) {
      ASSERT_LT(std::chrono::steady_clock::now(), end) << "the policies are not in force";
    }
  }

  /// Makes a ConfigMap that a policy is about.
  conformance::Answer create(const std::string& policy, const json::object& data,
                             const std::string& query = {}) {
    const json::object map{{"metadata", {{"name", policy}, {"labels", {{"case", policy}}}}},
                           {"data", data}};
    return raw(Method::post, "/api/v1/namespaces/{ns}/configmaps" + query, json::serialize(map),
               {{"Content-Type", "application/json"}});
  }

  conformance::Answer patch(const std::string& path, std::string body) {
    return raw(Method::patch, path, std::move(body),
               {{"Content-Type", "application/merge-patch+json"}});
  }

  /// The data of the ConfigMap that is answered; empty if there is none.
  static std::string data_of(const conformance::Answer& answer) {
    return conformance::at_pointer(answer.body, "/data");
  }

  /// `422 Invalid: why`, as far as the policy says it; the code alone of what passes.
  std::string verdict(const conformance::Answer& answer) {
    std::string text = std::to_string(answer.code);
    if (answer.code < 300) return text;
    const json::object status = json::parse(answer.body).as_object();
    const std::string message(status.at("message").as_string());
    constexpr std::string_view words = "denied request: ";
    const std::size_t at = message.find(words);
    return text + " " + std::string(status.at("reason").as_string()) + ": " +
           (at == message.npos ? message : message.substr(at + words.size()));
  }

 private:
  void make(const std::string& plural, const std::string& name, json::object spec) {
    const json::object object{{"metadata", {{"name", name}}}, {"spec", std::move(spec)}};
    const auto made = raw(Method::post, group + plural, json::serialize(object));
    ASSERT_EQ(made.code, 201) << made.body;
    made_.push_back(group + plural + "/" + name);
  }

  std::vector<std::string> made_;
};

TEST_P(Policies, SayWhatMayBeWritten) {
  (void)raw(Method::post, "/api/v1/namespaces/{ns}/configmaps",
            R"({"metadata":{"name":"limits","labels":{"limits":"yes"}},"data":{"most":"3"}})");

  validating("plain", R"({"validations":[{"expression":"object.data.size == 'big'"}]})");
  validating("message", R"({"validations":[
    {"expression":"object.data.size == 'big'","message":" be big ","reason":"Forbidden"}]})");
  validating("computed", R"({"validations":[{"expression":"object.data.size == 'big'",
    "messageExpression":"object.data.size + ' in ' + request.namespace","message":"unused",
    "reason":"RequestEntityTooLarge"}]})");
  validating("warning", R"({"validations":[{"expression":"false","message":"careful"}]})",
             R"({"validationActions":["Warn","Audit"]})");
  validating("condition", R"({"validations":[{"expression":"false"}],"matchConditions":[
    {"name":"guarded","expression":"object.data.guarded == 'yes'"}]})");
  validating("variables", R"({"validations":[{"expression":"variables.more == 3",
    "messageExpression":"'there are ' + string(variables.more)"
}],"variables":[
    {"name":"count","expression":"size(object.data)"},
    {"name":"more","expression":"variables.count + 1"}]
})");
  validating("failing", R"({"validations":[{"expression":"variables.a == 3"}],
    "variables":[{"name":"a","expression":"object.nope.x"}]})");
validating("ignored",
           R"({"validations":[{"expression":"object.nope.x == 3"}],"failurePolicy":"Ignore"})");
validating("namespace", R"({"validations":[{"expression":"false","messageExpression":
    "namespaceObject.metadata.name + ' ' + namespaceObject.status.phase"}]})");
  validating("request", R"({"validations":[{"expression":"false","messageExpression":
    "[request.operation, request.kind.kind, request.resource.resource, request.name, request.options.kind, string(request.dryRun), string(has(request.subResource)), string(oldObject == null)].join(' ')"
  }]
  })");
  validating("params", R"({"paramKind":{"apiVersion":"v1","kind":"ConfigMap"},"validations":[
    {"expression":"int(object.data.n) <= int(params.data.most)",
     "messageExpression":"'at most ' + params.data.most + ' says the ' + params.kind"
  }]
  })",
             R"({"validationActions":["Deny"],"paramRef":{"namespace":"{ns}",
                 "selector":{"matchLabels":{"limits":"yes"}},"parameterNotFoundAction":"Deny"}})");
  constexpr const char* limited = R"({"paramKind":{"apiVersion":"v1","kind":"ConfigMap"},
    "validations":[{"expression":"int(object.data.n) <= int(params.data.most)"
  }]
  })";
  validating("required", limited,
             R"({"validationActions":["Deny"],
                 "paramRef":{"name":"nobody","parameterNotFoundAction":"Deny"}})");
  validating("optional", limited,
             R"({"validationActions":["Deny"],
                 "paramRef":{"name":"nobody","parameterNotFoundAction":"Allow"}})");
  validating("unknown", R"({"paramKind":{"apiVersion":"example.com/v1","kind":"Nothing"},
    "validations":[{"expression":"params == null"}]})");
  validating("rights", R"({"validations":[
    {"expression":"authorizer.group('').resource('secrets').namespace(request.namespace).check('delete').allowed()"
  },
    {"expression":"authorizer.requestResource.check('create').allowed()"},
    {"expression":"authorizer.serviceAccount(request.namespace, 'robot').group('apps').resource('deployments').check('get').allowed()",
     "message":"the robot may not"}]
  })");
  validating("costly", R"({"validations":[{"expression":
    "object.data.all(a, object.data.all(b, object.data.all(c, object.data.all(d, a + b + c + d != 'x'))))"
  }]
  })");
  wait_until_in_force();

  const json::object small{{"size", "small"}};
  EXPECT_EQ(verdict(create("plain", small)),
            "422 Invalid: failed expression: object.data.size == 'big'");
  EXPECT_EQ(verdict(create("plain", {})),
            "422 Invalid: expression 'object.data.size == 'big'' resulted in error: no such key: "
            "data");
  EXPECT_EQ(verdict(create("plain", {{"size", "big"}})), "201");
  EXPECT_EQ(verdict(patch("/api/v1/namespaces/{ns}/configmaps/plain",
                          R"({"data":{"size":"small"}})")),
            "422 Invalid: failed expression: object.data.size == 'big'");
  EXPECT_EQ(verdict(create("message", small)), "403 Forbidden: be big");
  EXPECT_EQ(verdict(create("computed", small)), "413 RequestEntityTooLarge: small in " + ns());

  const auto warned = create("warning", small);
  EXPECT_EQ(verdict(warned), "201");
  const std::string* const warning = warned.headers.find("Warning");
  ASSERT_NE(warning, nullptr);
  EXPECT_EQ(*warning, fill("299 - \"Validation failed for ValidatingAdmissionPolicy 'warning-{ns}' "
                           "with binding 'warning-{ns}': careful\""));

  EXPECT_EQ(verdict(create("condition", {{"guarded", "yes"}})),
            "422 Invalid: failed expression: false");
  EXPECT_EQ(verdict(create("condition", small)),
            "422 Invalid: expression 'object.data.guarded == 'yes'' resulted in error: no such "
            "key: guarded");
  EXPECT_EQ(verdict(create("condition", {{"guarded", "no"}})), "201");
  EXPECT_EQ(verdict(create("variables", small)), "422 Invalid: there are 2");
  EXPECT_EQ(verdict(create("failing", small)),
            "422 Invalid: expression 'variables.a == 3' resulted in error: composited variable "
            "\"a\" fails to evaluate: no such key: nope");
  EXPECT_EQ(verdict(create("ignored", small)), "201");
  EXPECT_EQ(verdict(create("namespace", small)), "422 Invalid: " + ns() + " Active");
  EXPECT_EQ(verdict(create("request", small)),
            "422 Invalid: CREATE ConfigMap configmaps request CreateOptions false false true");
  EXPECT_EQ(verdict(create("request", small, "?dryRun=All")),
            "422 Invalid: CREATE ConfigMap configmaps request CreateOptions true false true");

  EXPECT_EQ(verdict(create("params", {{"n", "4"}})), "422 Invalid: at most 3 says the ConfigMap");
  EXPECT_EQ(verdict(create("params", {{"n", "2"}})), "201");
  EXPECT_EQ(verdict(create("required", {{"n", "2"}})),
            "422 Invalid: failed to configure binding: no params found for policy binding with "
            "`Deny` parameterNotFoundAction");
  EXPECT_EQ(verdict(create("optional", {{"n", "2"}})), "201");
  EXPECT_EQ(verdict(create("unknown", small)),
            "422 Invalid: failed to configure policy: failed to find resource referenced by "
            "paramKind: 'example.com/v1, Kind=Nothing'");
  EXPECT_EQ(verdict(create("rights", small)), "422 Invalid: the robot may not");
  json::object large;
  for (int i = 0; i < 40; ++i) large[std::to_string(i)] = "x";
  EXPECT_THAT(verdict(create("costly", large)),
              ::testing::EndsWith("resulted in error: operation cancelled: actual cost limit "
                                  "exceeded"));

  // The whole refusal.
  const json::object status = json::parse(create("message", small).body).as_object();
  const std::string words = fill(
      "ValidatingAdmissionPolicy 'message-{ns}' with binding 'message-{ns}' denied request: be "
      "big");
  EXPECT_EQ(status.at("message").as_string(), "configmaps \"message\" is forbidden: " + words);
  EXPECT_EQ(json::serialize(status.at("details")),
            json::serialize(json::object{
                {"name", "message"},
                {"kind", "configmaps"},
                {"causes", json::array{json::object{{"message", words}}}}}));
  }

  TEST_P(Policies, AreAskedAboutEveryKindOfRequest) {
    constexpr const char* deny = R"({"validationActions":["Deny"]})";
    validating("removal", R"({"validations":[{"expression":"object != null","messageExpression":
    "request.operation + ' ' + oldObject.metadata.name + ' ' + request.options.kind"}]})",
               deny, R"([{"apiGroups":[""],"apiVersions":["*"],"operations":["DELETE"],
                        "resources":["secrets"]}])");
    validating("scale", R"({"validations":[{"expression":"object.spec.replicas < 5",
    "messageExpression":"object.kind + ' from ' + string(oldObject.spec.replicas) + ' by ' + request.subResource"}]})",
               deny, R"([{"apiGroups":["apps"],"apiVersions":["v1"],"operations":["UPDATE"],
                        "resources":["deployments/scale"]}])");
    validating("eviction", R"({"validations":[{"expression":"false",
    "messageExpression":"object.kind + ' of ' + object.metadata.name"}]})",
               deny, R"([{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],
                        "resources":["pods/eviction"]}])");
    validating("connection", R"({"validations":[{"expression":"false",
    "messageExpression":"request.operation + ' ' + object.kind + ' ' + object.command[0]"}]})",
               deny, R"([{"apiGroups":[""],"apiVersions":["v1"],"operations":["CONNECT"],
                        "resources":["pods/exec"]}])");
    validating("token", R"({"validations":[{"expression":"object.spec.expirationSeconds < 1000",
    "messageExpression":"string(object.spec.expirationSeconds) + ' seconds'"}]})",
               deny, R"([{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],
                        "resources":["serviceaccounts/token"]}])");
    validating("version", R"({"validations":[{"expression":"false","messageExpression":
    "object.apiVersion + ' for ' + request.requestKind.version"}]})",
               deny, R"([{"apiGroups":["autoscaling"],"apiVersions":["v1"],"operations":["CREATE"],
                        "resources":["horizontalpodautoscalers"]}])");
  validating("space", R"({"validations":[{"expression":"false","messageExpression":
    "request.name + ' ' + string(namespaceObject == null)"
  }]
  })",
             deny, R"([{"apiGroups":[""],"apiVersions":["v1"],"operations":["UPDATE"],
                        "resources":["namespaces"]}])");
  const std::string in = "/api/v1/namespaces/{ns}/";
  (void)raw(Method::post, in + "secrets", R"({"metadata":{"name":"s"}})");
  (void)raw(Method::post, in + "serviceaccounts", R"({"metadata":{"name":"robot"}})");
  deployment("d").save();
  wait_until_in_force();

  EXPECT_EQ(verdict(raw(Method::delete_, in + "secrets/s")), "422 Invalid: DELETE s DeleteOptions");
  EXPECT_EQ(verdict(raw(Method::delete_, in + "secrets")), "422 Invalid: DELETE s DeleteOptions");
  EXPECT_EQ(raw(Method::get, in + "secrets/s").code, 200);
  const std::string scale = "/apis/apps/v1/namespaces/{ns}/deployments/d/scale";
  EXPECT_EQ(verdict(patch(scale, R"({"spec":{"replicas":2}})")), "200");
  EXPECT_EQ(verdict(patch(scale, R"({"spec":{"replicas":7}})")),
            "422 Invalid: Scale from 2 by scale");
  EXPECT_EQ(verdict(raw(Method::post, in + "pods/p/eviction", R"({"metadata":{"name":"p"}})")),
            "422 Invalid: Eviction of p");
  EXPECT_EQ(verdict(raw(Method::post, in + "pods/p/exec?command=ls")),
            "422 Invalid: CONNECT PodExecOptions ls");
  EXPECT_EQ(verdict(raw(Method::post, in + "serviceaccounts/robot/token", R"({"spec":{}})")),
            "422 Invalid: 3600 seconds");
  EXPECT_EQ(verdict(raw(Method::post,
                        "/apis/autoscaling/v2/namespaces/{ns}/horizontalpodautoscalers",
                        R"({"metadata":{"name":"h"},"spec":{"maxReplicas":3,"scaleTargetRef":
                            {"apiVersion":"apps/v1","kind":"Deployment","name":"d"}}})")),
            "422 Invalid: autoscaling/v1 for v2");
  EXPECT_EQ(verdict(patch("/api/v1/namespaces/{ns}", R"({"metadata":{"labels":{"a":"b"}}})")),
            "422 Invalid: " + ns() + " true");
  }

  TEST_P(Policies, ChangeWhatIsWritten) {
    (void)raw(Method::post, "/api/v1/namespaces/{ns}/configmaps",
              R"({"metadata":{"name":"limits"},"data":{"most":"3"}})");
    (void)raw(Method::post, "/api/v1/namespaces/{ns}/serviceaccounts",
              R"({"metadata":{"name":"default"}})");
    mutating("label", R"({"mutations":[{"patchType":"ApplyConfiguration","applyConfiguration":
    {"expression":"Object{metadata: Object.metadata{labels: {'of': object.metadata.name}}}"}}]})");
    mutating("twice", R"({"mutations":[
    {"patchType":"ApplyConfiguration","applyConfiguration":{"expression":"Object{data: {'a': 'b'}}"}},
    {"patchType":"ApplyConfiguration","applyConfiguration":
      {"expression":"Object{data: {'c': object.data.a + variables.end}}"}}],
    "variables":[{"name":"end","expression":"'!'"}]})");
    mutating("patch", R"({"mutations":[{"patchType":"JSONPatch","jsonPatch":{"expression":
    "[JSONPatch{op: 'add', path: '/metadata/labels/' + jsonpatch.escapeKey('a.b/c'), value: 'v'}, JSONPatch{op: 'add', path: '/data', value: {'k': 'v'}}]"}}]})");
    mutating("tested", R"({"mutations":[{"patchType":"JSONPatch","jsonPatch":{"expression":
    "[JSONPatch{op: 'test', path: '/data/x', value: 'v'}, JSONPatch{op: 'add', path: '/data/y', value: 'z'}]"}}]})");
    mutating("failing", R"({"mutations":[{"patchType":"ApplyConfiguration","applyConfiguration":
    {"expression":"Object{data: {'a': string(object.nope)}}"}}]})");
    mutating("ignored", R"({"failurePolicy":"Ignore","mutations":[{"patchType":"ApplyConfiguration",
    "applyConfiguration":{"expression":"Object{data: {'a': string(object.nope)}}"}}]})");
  mutating("condition", R"({"matchConditions":[{"name":"c","expression":"has(object.data)"
  }],
    "mutations":[{"patchType":"ApplyConfiguration","applyConfiguration":
      {"expression":"Object{data: {'a': 'b'}}"}}]
  })");
  mutating("params", R"({"paramKind":{"apiVersion":"v1","kind":"ConfigMap"},"mutations":[
    {"patchType":"ApplyConfiguration","applyConfiguration":
      {"expression":"Object{data: {'most': params.data.most}}"}}]})",
           R"({"paramRef":{"name":"limits","parameterNotFoundAction":"Deny"}})");
  mutating("misnamed", R"({"mutations":[{"patchType":"ApplyConfiguration","applyConfiguration":
    {"expression":"Object{metadata: Object.spec{labels: {'x': 'y'}}}"}}]})");
  mutating("undeclared", R"({"mutations":[{"patchType":"ApplyConfiguration","applyConfiguration":
    {"expression":"Object{nope: 'x'}"}}]})");
  mutating("again", R"({"reinvocationPolicy":"IfNeeded","mutations":[{"patchType":"JSONPatch",
    "jsonPatch":{"expression":"[JSONPatch{op: 'add', path: '/data/count', value: object.data.count + '+'}]"}}]})");
  constexpr const char* pods = R"([{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],
    "resources":["pods"]}])";
  mutating("environment",
           R"({"matchConditions":[{"name":"c","expression":"object.metadata.name == 'merged'"}],
    "mutations":[{"patchType":"ApplyConfiguration","applyConfiguration":{"expression":
    "Object{spec: Object.spec{containers: object.spec.containers.map(c, Object.spec.containers{name: c.name, env: [Object.spec.containers.env{name: 'A', value: 'b'}]})}}"}}]})",
           "{}", pods);
  mutating("atomic",
           R"({"matchConditions":[{"name":"c","expression":"object.metadata.name == 'atomic'"}],
    "mutations":[{"patchType":"ApplyConfiguration","applyConfiguration":
    {"expression":"Object{spec: Object.spec{nodeSelector: {'a': 'b'}}}"}}]})",
           "{}", pods);
  mutating("last", R"({"mutations":[{"patchType":"ApplyConfiguration","applyConfiguration":
    {"expression":"Object{data: {'in': 'force'}}"}}]})");
  const auto end = std::chrono::steady_clock::now() + 20s;
  while (data_of(create("last", {}, "?dryRun=All")).empty()) {
    ASSERT_LT(std::chrono::steady_clock::now(), end) << "the policies are not in force";
  }

  const json::object data{{"x", "y"}};
  using conformance::at_pointer;
  EXPECT_EQ(at_pointer(create("label", data).body, "/metadata/labels"),
            R"({"case":"label","of":"label"})");
  EXPECT_EQ(data_of(create("twice", data)), R"({"a":"b","c":"b!","x":"y"})");
  const auto patched = create("patch", data);
  EXPECT_EQ(data_of(patched), R"({"k":"v"})");
  EXPECT_EQ(at_pointer(patched.body, "/metadata/labels"), R"({"a.b/c":"v","case":"patch"})");
  EXPECT_EQ(data_of(create("tested", data)), R"({"x":"y"})");
  EXPECT_EQ(verdict(create("failing", data)),
            "403 Invalid: expression 'Object{data: {'a': string(object.nope)}}' resulted in "
            "error: no such key: nope");
  EXPECT_EQ(data_of(create("ignored", data)), R"({"x":"y"})");
  EXPECT_EQ(data_of(create("condition", {})), "");
  EXPECT_EQ(data_of(patch("/api/v1/namespaces/{ns}/configmaps/condition", R"({"data":{"x":"y"}})")),
            R"({"a":"b","x":"y"})");
  EXPECT_EQ(data_of(create("params", data)), R"({"most":"3","x":"y"})");
  EXPECT_EQ(verdict(create("misnamed", data)),
            "403 Invalid: type mismatch: unexpected type name \"Object.spec\", expected "
            "\"Object.metadata\", which matches field name path from root Object type");
  EXPECT_EQ(verdict(create("undeclared", data)),
            "403 Invalid: error applying patch: failed to convert patch object to typed object: "
            ".nope: field not declared in schema");
  EXPECT_EQ(data_of(create("again", {{"count", "0"}})), R"({"count":"0++"})");

  const auto make_pod = [&](const std::string& name) {
    return raw(Method::post, "/api/v1/namespaces/{ns}/pods",
               R"({"metadata":{"name":")" + name +
                   R"("},"spec":{"containers":[{"name":"c","image":"i","env":[{"name":"Z"}]}]}})");
  };
  EXPECT_EQ(at_pointer(make_pod("merged").body, "/spec/containers/0/env"),
            R"([{"name":"Z"},{"name":"A","value":"b"}])");
  EXPECT_EQ(verdict(make_pod("atomic")),
            "403 Invalid: error applying patch: invalid ApplyConfiguration: may not mutate atomic "
            "arrays, maps or structs: .spec.nodeSelector");
  }

  CONFORMANCE_SERVERS(Policies);

  }  // namespace
