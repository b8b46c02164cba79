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
            : R"json([{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE","UPDATE"],
                   "resources":["configmaps"]}])json");
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
                  const char* binding = R"json({"validationActions":["Deny"]})json",
                  const char* rule = nullptr) {
    add("validating", name, spec, binding, rule);
  }

  void mutating(const std::string& name, const char* spec, const char* binding = "{}",
                const char* rule = nullptr) {
    add("mutating", name, spec, binding, rule);
  }

  /// Policies take a moment in a real cluster. One that comes last shows that the others are there.
  void wait_until_in_force() {
    validating("last", R"json({"validations":[{"expression":"false"}]})json");
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
  (void)raw(
      Method::post, "/api/v1/namespaces/{ns}/configmaps",
      R"json({"metadata":{"name":"limits","labels":{"limits":"yes"}},"data":{"most":"3"}})json");

  validating("plain", R"json({"validations":[{"expression":"object.data.size == 'big'"}]})json");
  validating("message", R"json({"validations":[
    {"expression":"object.data.size == 'big'","message":" be big ","reason":"Forbidden"}]})json");
  validating("computed", R"json({"validations":[{"expression":"object.data.size == 'big'",
    "messageExpression":"object.data.size + ' in ' + request.namespace","message":"unused",
    "reason":"RequestEntityTooLarge"}]})json");
  validating("warning", R"json({"validations":[{"expression":"false","message":"careful"}]})json",
             R"json({"validationActions":["Warn","Audit"]})json");
  validating("condition", R"json({"validations":[{"expression":"false"}],"matchConditions":[
    {"name":"guarded","expression":"object.data.guarded == 'yes'"}]})json");
  validating("variables", R"json({"validations":[{"expression":"variables.more == 3",
    "messageExpression":"'there are ' + string(variables.more)"}],"variables":[
    {"name":"count","expression":"size(object.data)"},
    {"name":"more","expression":"variables.count + 1"}]})json");
  validating("failing", R"json({"validations":[{"expression":"variables.a == 3"}],
    "variables":[{"name":"a","expression":"object.nope.x"}]})json");
  validating(
      "ignored",
      R"json({"validations":[{"expression":"object.nope.x == 3"}],"failurePolicy":"Ignore"})json");
  validating("namespace", R"json({"validations":[{"expression":"false","messageExpression":
    "namespaceObject.metadata.name + ' ' + namespaceObject.status.phase"}]})json");
  validating("request", R"json({"validations":[{"expression":"false","messageExpression":
    "[request.operation, request.kind.kind, request.resource.resource, request.name, string(request.options.kind), string(request.dryRun), string(has(request.subResource)), string(oldObject == null)].join(' ')"}]})json");
  validating("params", R"json({"paramKind":{"apiVersion":"v1","kind":"ConfigMap"},"validations":[
    {"expression":"int(object.data.n) <= int(params.data.most)",
     "messageExpression":"'at most ' + params.data.most + ' says the ' + params.kind"}]})json",
             R"json({"validationActions":["Deny"],"paramRef":{"namespace":"{ns}",
                 "selector":{"matchLabels":{"limits":"yes"}},"parameterNotFoundAction":"Deny"}})json");
  constexpr const char* limited = R"json({"paramKind":{"apiVersion":"v1","kind":"ConfigMap"},
    "validations":[{"expression":"int(object.data.n) <= int(params.data.most)"}]})json";
  validating("required", limited,
             R"json({"validationActions":["Deny"],
                 "paramRef":{"name":"nobody","parameterNotFoundAction":"Deny"}})json");
  validating("optional", limited,
             R"json({"validationActions":["Deny"],
                 "paramRef":{"name":"nobody","parameterNotFoundAction":"Allow"}})json");
  validating("unknown", R"json({"paramKind":{"apiVersion":"example.com/v1","kind":"Nothing"},
    "validations":[{"expression":"params == null"}]})json");
  validating("rights", R"json({"validations":[
    {"expression":"authorizer.group('').resource('secrets').namespace(request.namespace).check('delete').allowed()"},
    {"expression":"authorizer.requestResource.check('create').allowed()"},
    {"expression":"authorizer.serviceAccount(request.namespace, 'robot').group('apps').resource('deployments').check('get').allowed()",
     "message":"the robot may not"}]})json");
  validating("costly", R"json({"validations":[{"expression":
    "object.data.all(key, !object.data.long.contains('y' + key))"}]})json");
  wait_until_in_force();

  const json::object small{{"size", "small"}};
  EXPECT_EQ(verdict(create("plain", small)),
            "422 Invalid: failed expression: object.data.size == 'big'");
  EXPECT_EQ(verdict(create("plain", {})),
            "422 Invalid: expression 'object.data.size == 'big'' resulted in error: no such key: "
            "data");
  EXPECT_EQ(verdict(create("plain", {{"size", "big"}})), "201");
  EXPECT_EQ(verdict(patch("/api/v1/namespaces/{ns}/configmaps/plain",
                          R"json({"data":{"size":"small"}})json")),
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
  json::object large{{"long", std::string(500'000, 'x')}};
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
  EXPECT_EQ(
      json::serialize(status.at("details")),
      json::serialize(json::object{{"name", "message"},
                                   {"kind", "configmaps"},
                                   {"causes", json::array{json::object{{"message", words}}}}}));
}

TEST_P(Policies, AreAskedAboutEveryKindOfRequest) {
  constexpr const char* deny = R"json({"validationActions":["Deny"]})json";
  validating("removal", R"json({"validations":[{"expression":"object != null","messageExpression":
    "request.operation + ' ' + oldObject.metadata.name + ' ' + request.options.kind"}]})json",
             deny, R"json([{"apiGroups":[""],"apiVersions":["*"],"operations":["DELETE"],
                        "resources":["secrets"]}])json");
  validating("scale", R"json({"validations":[{"expression":"object.spec.replicas < 5",
    "messageExpression":"object.kind + ' from ' + string(oldObject.spec.replicas) + ' by ' + request.subResource"}]})json",
             deny, R"json([{"apiGroups":["apps"],"apiVersions":["v1"],"operations":["UPDATE"],
                        "resources":["deployments/scale"]}])json");
  validating("eviction", R"json({"validations":[{"expression":"false",
    "messageExpression":"object.kind + ' of ' + object.metadata.name"}]})json",
             deny, R"json([{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],
                        "resources":["pods/eviction"]}])json");
  validating("connection", R"json({"validations":[{"expression":"false",
    "messageExpression":"request.operation + ' ' + object.kind + ' ' + object.command[0]"}]})json",
             deny, R"json([{"apiGroups":[""],"apiVersions":["v1"],"operations":["CONNECT"],
                        "resources":["pods/exec"]}])json");
  validating("token", R"json({"validations":[{"expression":"object.spec.expirationSeconds < 1000",
    "messageExpression":"string(object.spec.expirationSeconds) + ' seconds'"}]})json",
             deny, R"json([{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],
                        "resources":["serviceaccounts/token"]}])json");
  validating("version", R"json({"validations":[{"expression":"false","messageExpression":
    "object.apiVersion + ' for ' + request.requestKind.version"}]})json",
             deny,
             R"json([{"apiGroups":["autoscaling"],"apiVersions":["v1"],"operations":["CREATE"],
                        "resources":["horizontalpodautoscalers"]}])json");
  validating("space", R"json({"validations":[{"expression":"false","messageExpression":
    "request.name + ' ' + string(namespaceObject == null)"}]})json",
             deny, R"json([{"apiGroups":[""],"apiVersions":["v1"],"operations":["UPDATE"],
                        "resources":["namespaces"]}])json");
  const std::string in = "/api/v1/namespaces/{ns}/";
  (void)raw(Method::post, in + "secrets", R"json({"metadata":{"name":"s"}})json");
  (void)raw(Method::post, in + "serviceaccounts", R"json({"metadata":{"name":"robot"}})json");
  deployment("d").save();
  wait_until_in_force();

  EXPECT_EQ(verdict(raw(Method::delete_, in + "secrets/s")), "422 Invalid: DELETE s DeleteOptions");
  EXPECT_EQ(verdict(raw(Method::delete_, in + "secrets")), "422 Invalid: DELETE s DeleteOptions");
  EXPECT_EQ(raw(Method::get, in + "secrets/s").code, 200);
  const std::string scale = "/apis/apps/v1/namespaces/{ns}/deployments/d/scale";
  EXPECT_EQ(verdict(patch(scale, R"json({"spec":{"replicas":2}})json")), "200");
  EXPECT_EQ(verdict(patch(scale, R"json({"spec":{"replicas":7}})json")),
            "422 Invalid: Scale from 2 by scale");
  EXPECT_EQ(
      verdict(raw(Method::post, in + "pods/p/eviction", R"json({"metadata":{"name":"p"}})json")),
      "422 Invalid: Eviction of p");
  EXPECT_EQ(verdict(raw(Method::post, in + "pods/p/exec?command=ls")),
            "422 Invalid: CONNECT PodExecOptions ls");
  EXPECT_EQ(
      verdict(raw(Method::post, in + "serviceaccounts/robot/token", R"json({"spec":{}})json")),
      "422 Invalid: 3600 seconds");
  EXPECT_EQ(
      verdict(raw(Method::post, "/apis/autoscaling/v2/namespaces/{ns}/horizontalpodautoscalers",
                  R"json({"metadata":{"name":"h"},"spec":{"maxReplicas":3,"scaleTargetRef":
                            {"apiVersion":"apps/v1","kind":"Deployment","name":"d"}}})json")),
      "422 Invalid: autoscaling/v1 for v2");
  EXPECT_EQ(
      verdict(patch("/api/v1/namespaces/{ns}", R"json({"metadata":{"labels":{"a":"b"}}})json")),
      "422 Invalid: " + ns() + " true");
}

TEST_P(Policies, ChangeWhatIsWritten) {
  (void)raw(Method::post, "/api/v1/namespaces/{ns}/secrets",
            R"json({"metadata":{"name":"limits","labels":{"most":"3"}}})json");
  (void)raw(Method::post, "/api/v1/namespaces/{ns}/serviceaccounts",
            R"json({"metadata":{"name":"default"}})json");
  mutating("label", R"json({"mutations":[{"patchType":"ApplyConfiguration","applyConfiguration":
    {"expression":"Object{metadata: Object.metadata{labels: {'of': object.metadata.name}}}"}}]})json");
  mutating("twice", R"json({"mutations":[
    {"patchType":"ApplyConfiguration","applyConfiguration":{"expression":"Object{data: {'a': 'b'}}"}},
    {"patchType":"ApplyConfiguration","applyConfiguration":
      {"expression":"Object{data: {'c': object.data.a + variables.end}}"}}],
    "variables":[{"name":"end","expression":"'!'"}]})json");
  mutating("patch", R"json({"mutations":[{"patchType":"JSONPatch","jsonPatch":{"expression":
    "[JSONPatch{op: 'add', path: '/metadata/labels/' + jsonpatch.escapeKey('a.b/c'), value: 'v'}, JSONPatch{op: 'add', path: '/data', value: {'k': 'v'}}]"}}]})json");
  mutating("tested", R"json({"mutations":[{"patchType":"JSONPatch","jsonPatch":{"expression":
    "[JSONPatch{op: 'test', path: '/data/x', value: 'v'}, JSONPatch{op: 'add', path: '/data/y', value: 'z'}]"}}]})json");
  mutating("failing", R"json({"mutations":[{"patchType":"ApplyConfiguration","applyConfiguration":
    {"expression":"Object{data: {'a': string(object.nope)}}"}}]})json");
  mutating("ignored",
           R"json({"failurePolicy":"Ignore","mutations":[{"patchType":"ApplyConfiguration",
    "applyConfiguration":{"expression":"Object{data: {'a': string(object.nope)}}"}}]})json");
  mutating("condition", R"json({"matchConditions":[{"name":"c","expression":"has(object.data)"}],
    "mutations":[{"patchType":"ApplyConfiguration","applyConfiguration":
      {"expression":"Object{data: {'a': 'b'}}"}}]})json");
  // A real server that has once left ConfigMaps alone as parameters never looks at them again.
  mutating("params", R"json({"paramKind":{"apiVersion":"v1","kind":"Secret"},"mutations":[
    {"patchType":"ApplyConfiguration","applyConfiguration":
      {"expression":"Object{data: {'most': params.metadata.labels.most}}"}}]})json",
           R"json({"paramRef":{"name":"limits","parameterNotFoundAction":"Deny"}})json");
  mutating("misnamed", R"json({"mutations":[{"patchType":"ApplyConfiguration","applyConfiguration":
    {"expression":"Object{metadata: Object.spec{labels: {'x': 'y'}}}"}}]})json");
  mutating("undeclared",
           R"json({"mutations":[{"patchType":"ApplyConfiguration","applyConfiguration":
    {"expression":"Object{nope: 'x'}"}}]})json");
  mutating("again", R"json({"reinvocationPolicy":"IfNeeded","mutations":[{"patchType":"JSONPatch",
    "jsonPatch":{"expression":"[JSONPatch{op: 'add', path: '/data/count', value: object.data.count + '+'}]"}}]})json");
  constexpr const char* pods =
      R"json([{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],
    "resources":["pods"]}])json";
  mutating("environment",
           R"json({"matchConditions":[{"name":"c","expression":"object.metadata.name == 'merged'"}],
    "mutations":[{"patchType":"ApplyConfiguration","applyConfiguration":{"expression":
    "Object{spec: Object.spec{containers: object.spec.containers.map(c, Object.spec.containers{name: c.name, env: [Object.spec.containers.env{name: 'A', value: 'b'}]})}}"}}]})json",
           "{}", pods);
  mutating("atomic",
           R"json({"matchConditions":[{"name":"c","expression":"object.metadata.name == 'atomic'"}],
    "mutations":[{"patchType":"ApplyConfiguration","applyConfiguration":
    {"expression":"Object{spec: Object.spec{nodeSelector: {'a': 'b'}}}"}}]})json",
           "{}", pods);
  mutating("last", R"json({"mutations":[{"patchType":"ApplyConfiguration","applyConfiguration":
    {"expression":"Object{data: {'in': 'force'}}"}}]})json");
  // Parameters take a moment more.
  const auto end = std::chrono::steady_clock::now() + 20s;
  for (const std::string last : {"last", "params"}) {
    conformance::Answer answer = create(last, {}, "?dryRun=All");
    for (; data_of(answer).empty(); answer = create(last, {}, "?dryRun=All")) {
      ASSERT_LT(std::chrono::steady_clock::now(), end) << answer.body;
    }
  }

  const json::object data{{"x", "y"}};
  using conformance::at_pointer;
  EXPECT_EQ(at_pointer(create("label", data).body, "/metadata/labels"),
            R"json({"case":"label","of":"label"})json");
  EXPECT_EQ(data_of(create("twice", data)), R"json({"a":"b","c":"b!","x":"y"})json");
  const auto patched = create("patch", data);
  EXPECT_EQ(data_of(patched), R"json({"k":"v"})json");
  EXPECT_EQ(at_pointer(patched.body, "/metadata/labels"),
            R"json({"a.b/c":"v","case":"patch"})json");
  EXPECT_EQ(data_of(create("tested", data)), R"json({"x":"y"})json");
  EXPECT_EQ(verdict(create("failing", data)),
            "403 Invalid: expression 'Object{data: {'a': string(object.nope)}}' resulted in "
            "error: no such key: nope");
  EXPECT_EQ(data_of(create("ignored", data)), R"json({"x":"y"})json");
  EXPECT_EQ(data_of(create("condition", {})), "");
  EXPECT_EQ(data_of(patch("/api/v1/namespaces/{ns}/configmaps/condition",
                          R"json({"data":{"x":"y"}})json")),
            R"json({"a":"b","x":"y"})json");
  EXPECT_EQ(data_of(create("params", data)), R"json({"most":"3","x":"y"})json");
  EXPECT_EQ(verdict(create("misnamed", data)),
            "403 Invalid: type mismatch: unexpected type name \"Object.spec\", expected "
            "\"Object.metadata\", which matches field name path from root Object type");
  EXPECT_EQ(verdict(create("undeclared", data)),
            "403 Invalid: error applying patch: failed to convert patch object to typed object: "
            ".nope: field not declared in schema");
  EXPECT_EQ(data_of(create("again", {{"count", "0"}})), R"json({"count":"0++"})json");

  const auto make_pod = [&](const std::string& name) {
    return raw(
        Method::post, "/api/v1/namespaces/{ns}/pods",
        R"json({"metadata":{"name":")json" + name +
            R"json("},"spec":{"containers":[{"name":"c","image":"i","env":[{"name":"Z"}]}]}})json");
  };
  EXPECT_EQ(at_pointer(make_pod("merged").body, "/spec/containers/0/env"),
            R"json([{"name":"Z"},{"name":"A","value":"b"}])json");
  EXPECT_EQ(verdict(make_pod("atomic")),
            "403 Invalid: error applying patch: invalid ApplyConfiguration: may not mutate atomic "
            "arrays, maps or structs: .spec.nodeSelector");
}

CONFORMANCE_SERVERS(Policies);

}  // namespace
