// Rules in CEL of custom resources (x-kubernetes-validations): what breaks them, and how a server
// says so.

#include <set>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "environment.hpp"

namespace {

using k8s::Method;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
namespace json = boost::json;

constexpr const char* definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/// `GROUP` is the group.
constexpr const char* definition =
    R"crd({"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
"metadata":{"name":"gates.GROUP"},
"spec":{"group":"GROUP","scope":"Namespaced","names":{"plural":"gates","kind":"Gate"},
 "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
 "schema":{"openAPIV3Schema":{"type":"object",
  "x-kubernetes-validations":[
   {"rule":"self.metadata.name.size() < 12","message":"the name is too long"},
   {"rule":"!has(self.status) || !has(self.status.ready) || self.status.ready <= self.spec.replicas",
     "message":"more are ready than there are","fieldPath":".status.ready","reason":"FieldValueForbidden"}],
  "properties":{"status":{"type":"object","properties":{"ready":{"type":"integer"}}},
  "spec":{"type":"object",
   "x-kubernetes-validations":[
    {"rule":"self.minReplicas <= self.replicas && self.replicas <= self.maxReplicas",
      "messageExpression":"'%s is not in %s to %s'.format([string(self.replicas), string(self.minReplicas), string(self.maxReplicas)])"},
    {"rule":"has(self.a) != has(self.b)","message":"exactly one of a and b has to be set"},
    {"rule":"!has(oldSelf.a) || has(self.a)","message":"a cannot go","reason":"FieldValueRequired",
      "fieldPath":".a"}],
   "properties":{
    "replicas":{"type":"integer","default":1},
    "minReplicas":{"type":"integer","default":0},
    "maxReplicas":{"type":"integer","default":10},
    "a":{"type":"string","default":"a"},
    "b":{"type":"string"},
    "note":{"type":"object","properties":{"x":{"type":"string"},"y":{"type":"integer"}}},
    "class":{"type":"string","x-kubernetes-validations":[{"rule":"self == oldSelf",
      "message":"class is immutable"}]},
    "grown":{"type":"integer",
      "x-kubernetes-validations":[{"rule":"oldSelf.hasValue() ? self >= oldSelf.value() : self == 0",
      "optionalOldSelf":true,"message":"it begins at 0 and only grows"}]},
    "host":{"type":"string","maxLength":40,"x-kubernetes-validations":[{"rule":"!isIP(self)",
      "message":"an address is no host","reason":"FieldValueInvalid"},
      {"rule":"self.split('.').all(part, part.size() <= 8)"}]},
    "port":{"x-kubernetes-int-or-string":true,
      "x-kubernetes-validations":[{"rule":"type(self) == int ? self > 0 : self.endsWith('%')",
      "message":"no port"}]},
    "limit":{"x-kubernetes-int-or-string":true,"x-kubernetes-validations":[{"rule":"self > 0"}]},
    "keyed":{"type":"array","maxItems":8,"x-kubernetes-list-type":"map",
      "x-kubernetes-list-map-keys":["name"],"items":{"type":"object","required":["name"],
      "x-kubernetes-validations":[{"rule":"self.size >= oldSelf.size","message":"no shrinking"},
      {"rule":"self.size % 2 == 0","message":"sizes are even"}],"properties":{"name":{"type":"string"},
      "size":{"type":"integer","default":0}}}},
    "names":{"type":"array","maxItems":8,"items":{"type":"string","maxLength":20,
      "x-kubernetes-validations":[{"rule":"self != 'bad'","message":"a bad name"}]},
      "x-kubernetes-validations":[{"rule":"self.all(x, self.exists_one(y, x == y))",
      "message":"names are unique","reason":"FieldValueDuplicate"}]},
    "labels":{"type":"object","maxProperties":8,"additionalProperties":{"type":"string","maxLength":20,
      "x-kubernetes-validations":[{"rule":"self.size() > 1"}]},
      "x-kubernetes-validations":[{"rule":"self.all(key, key.startsWith('x-'))"}]},
    "wait":{"type":"string","format":"duration",
      "x-kubernetes-validations":[{"rule":"self <= duration('1h')","message":"too long"}]},
    "since":{"type":"string","format":"date-time",
      "x-kubernetes-validations":[{"rule":"self.getFullYear() >= 2000","message":"too old"}]},
    "amount":{"type":"string","maxLength":20,
      "x-kubernetes-validations":[{"rule":"isQuantity(self) && quantity(self).isGreaterThan(quantity('1Gi'))"}]},
      
    "divided":{"type":"integer","x-kubernetes-validations":[{"rule":"10 / self > 1"}]},
    "dash-ed":{"type":"object","properties":{"namespace":{"type":"string"}},
      "x-kubernetes-validations":[{"rule":"self.__namespace__ != 'kube-system'","fieldPath":".namespace"}]},
    "template":{"type":"object","x-kubernetes-embedded-resource":true,
      "x-kubernetes-preserve-unknown-fields":true,
      "x-kubernetes-validations":[{"rule":"self.kind == 'Pod' && self.metadata.name != ''"}]}}}}}}}]}})crd";

class ValidationRules : public conformance::Conformance {
 protected:
  void SetUp() override {
    Conformance::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    group_ = ns() + ".example";
    std::string text = definition;
    for (auto at = text.find("GROUP"); at != text.npos; at = text.find("GROUP", at)) {
      text.replace(at, 5, group_);
    }
    const auto created = raw(Method::post, definitions, text);
    ASSERT_EQ(created.code, 201) << created.body;
    // A real server takes a moment before it offers the kind; a watch passes the time.
    for (int tries = 0; tries < 20 && raw(Method::get, gates()).code != 200; ++tries) {
      (void)raw(Method::get, std::string(definitions) + "?watch=true&timeoutSeconds=1");
    }
  }

  void TearDown() override {
    if (!group_.empty()) (void)raw(Method::delete_, std::string(definitions) + "/gates." + group_);
    Conformance::TearDown();
  }

  [[nodiscard]] std::string gates() const {
    return "/apis/" + group_ + "/v1/namespaces/{ns}/gates";
  }
  [[nodiscard]] std::string gate(const std::string& name, const std::string& spec) const {
    return R"({"apiVersion":")" + group_ + R"(/v1","kind":"Gate","metadata":{"name":")" + name +
           R"("},"spec":)" + spec + "}";
  }
  [[nodiscard]] conformance::Answer patch(const std::string& path, std::string body) const {
    return raw(Method::patch, path, std::move(body),
               {{"Content-Type", "application/merge-patch+json"}});
  }

  /// "field reason: message" of each cause of a refusal as Invalid, in the order of their texts,
  /// since a real server finds what is wrong with members in any order.
  static std::vector<std::string> causes(const conformance::Answer& answer) {
    if (answer.code < 400) return {};
    EXPECT_EQ(answer.code, 422) << answer.body;
    std::multiset<std::string> texts;
    const json::value status = json::parse(answer.body);
    for (const json::value& cause : status.at("details").at("causes").as_array()) {
      const auto text = [&](const char* name) { return std::string(cause.at(name).as_string()); };
      texts.insert(text("field") + " " + text("reason") + ": " + text("message"));
    }
    return {texts.begin(), texts.end()};
  }
  /// Of a new object with this spec.
  std::vector<std::string> creating(const std::string& spec, const std::string& name = "a") const {
    return causes(raw(Method::post, gates() + "?dryRun=All", gate(name, spec)));
  }

  std::string group_;
};
CONFORMANCE_SERVERS(ValidationRules);

TEST_P(ValidationRules, HoldForNewObjects) {
  EXPECT_THAT(creating("{}"), IsEmpty());
  EXPECT_THAT(creating(R"({"replicas":20})"),
              ElementsAre("spec FieldValueInvalid: Invalid value: 20 is not in 0 to 10"));
  EXPECT_THAT(
      creating(R"({"b":"b"})"),
      ElementsAre("spec FieldValueInvalid: Invalid value: exactly one of a and b has to be set"));
  EXPECT_THAT(creating("{}", "a-very-long-name"),
              ElementsAre("<nil> FieldValueInvalid: Invalid value: the name is too long"));
  // What is no object or list is shown.
  EXPECT_THAT(creating(R"({"host":"10.0.0.1"})"),
              ElementsAre("spec.host FieldValueInvalid: Invalid value: \"10.0.0.1\": an address "
                          "is no host"));
  EXPECT_THAT(creating(R"({"host":"a.toolongpart.b"})"),
              ElementsAre("spec.host FieldValueInvalid: Invalid value: \"a.toolongpart.b\": failed "
                          "rule: self.split('.').all(part, part.size() <= 8)"));
  EXPECT_THAT(creating(R"({"port":0})"),
              ElementsAre("spec.port FieldValueInvalid: Invalid value: 0: no port"));
  EXPECT_THAT(creating(R"({"port":"50"})"),
              ElementsAre("spec.port FieldValueInvalid: Invalid value: \"50\": no port"));
  EXPECT_THAT(creating(R"({"port":"50%"})"), IsEmpty());
  EXPECT_THAT(creating(R"({"wait":"2h"})"),
              ElementsAre("spec.wait FieldValueInvalid: Invalid value: \"2h\": too long"));
  EXPECT_THAT(creating(R"({"since":"1999-12-31T23:59:59Z"})"),
              ElementsAre("spec.since FieldValueInvalid: Invalid value: "
                          "\"1999-12-31T23:59:59Z\": too old"));
  EXPECT_THAT(creating(R"({"amount":"1Gi"})").size(), 1U);
  EXPECT_THAT(creating(R"({"amount":"2Gi"})"), IsEmpty());
}

TEST_P(ValidationRules, HoldForElementsAndMembers) {
  EXPECT_THAT(creating(R"({"names":["a","bad","a"]})"),
              ElementsAre("spec.names FieldValueDuplicate: Duplicate value",
                          "spec.names[1] FieldValueInvalid: Invalid value: \"bad\": a bad name"));
  EXPECT_THAT(creating(R"({"keyed":[{"name":"a","size":2},{"name":"b","size":3}]})"),
              ElementsAre("spec.keyed[1] FieldValueInvalid: Invalid value: sizes are even"));
  EXPECT_THAT(
      creating(R"({"labels":{"x-a":"v","y":"vv"}})"),
      ElementsAre("spec.labels FieldValueInvalid: Invalid value: failed rule: self.all(key, "
                  "key.startsWith('x-'))",
                  "spec.labels[x-a] FieldValueInvalid: Invalid value: \"v\": failed rule: "
                  "self.size() > 1"));
  EXPECT_THAT(creating(R"({"dash-ed":{"namespace":"kube-system"}})"),
              ElementsAre("spec.dash-ed.namespace FieldValueInvalid: Invalid value: failed rule: "
                          "self.__namespace__ != 'kube-system'"));
  EXPECT_THAT(
      creating(R"({"template":{"apiVersion":"v1","kind":"Job","metadata":{"name":"n"}}})"),
      ElementsAre("spec.template FieldValueInvalid: Invalid value: failed rule: self.kind == 'Pod' "
                  "&& self.metadata.name != ''"));
}

TEST_P(ValidationRules, TellWhyTheyAreNotEvaluated) {
  EXPECT_THAT(creating(R"({"divided":0})"),
              ElementsAre("spec.divided FieldValueInvalid: Invalid value: \"integer\": division by "
                          "zero evaluating rule: 10 / self > 1"));
  EXPECT_THAT(creating(R"({"limit":"many"})"),
              ElementsAre("spec.limit FieldValueInvalid: Invalid value: \"\": 'no such overload': "
                          "call arguments did not match a supported operator, function or macro "
                          "signature for rule: self > 0"));
  EXPECT_THAT(creating(R"({"dash-ed":{}})"),
              ElementsAre("spec.dash-ed FieldValueInvalid: Invalid value: \"object\": no such key: "
                          "__namespace__ evaluating rule: self.__namespace__ != 'kube-system'"));
  // What the schema refuses comes first.
  EXPECT_THAT(
      creating(R"({"replicas":"many","names":["bad"]})"),
      ElementsAre("<nil> FieldValueInvalid: Invalid value: null: some validation rules were "
                  "not checked because the object was invalid; correct the existing errors "
                  "to complete validation",
                  "spec.replicas FieldValueTypeInvalid: Invalid value: \"string\": "
                  "spec.replicas in body must be of type integer: \"string\""));
}

TEST_P(ValidationRules, CompareWithTheOldValue) {
  EXPECT_THAT(creating(R"({"grown":3})"),
              ElementsAre("spec.grown FieldValueInvalid: Invalid value: 3: it begins at 0 and only "
                          "grows"));
  ASSERT_EQ(raw(Method::post, gates(),
                gate("a", R"({"class":"x","keyed":[{"name":"k","size":4}],"grown":0})"))
                .code,
            201);
  const std::string path = gates() + "/a";
  EXPECT_THAT(
      causes(patch(path, R"({"spec":{"class":"y"}})")),
      ElementsAre("spec.class FieldValueInvalid: Invalid value: \"y\": class is immutable"));
  EXPECT_THAT(causes(patch(path, R"({"spec":{"a":null,"b":"b"}})")),
              ElementsAre("spec FieldValueInvalid: Invalid value: exactly one of a and b has to be "
                          "set"))
      << "a has a default, so that both are there";
  EXPECT_THAT(
      causes(patch(path, R"({"spec":{"keyed":[{"name":"n","size":2},{"name":"k","size":2}]}})")),
      ElementsAre("spec.keyed[1] FieldValueInvalid: Invalid value: no shrinking"));
  EXPECT_THAT(causes(patch(path, R"({"spec":{"grown":5}})")), IsEmpty());
  EXPECT_THAT(causes(patch(path, R"({"spec":{"grown":4}})")),
              ElementsAre("spec.grown FieldValueInvalid: Invalid value: 4: it begins at 0 and only "
                          "grows"));
}

TEST_P(ValidationRules, LetBeWhatAnUpdateDoesNotChange) {
  ASSERT_EQ(raw(Method::post, gates(), gate("a", R"({"note":{"x":"long","y":1}})")).code, 201);
  const std::string name = std::string(definitions) + "/gates." + group_;
  const auto stricter = raw(Method::patch, name, R"([{"op":"replace",
    "path":"/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/note","value":{
     "type":"object","x-kubernetes-validations":[{"rule":"self.y > 1","message":"y is small"}],
     "properties":{"y":{"type":"integer"},"x":{"type":"string","maxLength":2,
      "x-kubernetes-validations":[{"rule":"self != 'long'"}]}}}}])",
                            {{"Content-Type", "application/json-patch+json"}});
  ASSERT_EQ(stricter.code, 200) << stricter.body;
  // Here too a real server takes a moment.
  for (int tries = 0; tries < 20 && creating(R"({"note":{"x":"long","y":1}})", "b").empty();
       ++tries) {
    (void)raw(Method::get, std::string(definitions) + "?watch=true&timeoutSeconds=1");
  }
  const std::string path = gates() + "/a";
  EXPECT_THAT(causes(patch(path, R"({"spec":{"replicas":2}})")), IsEmpty());
  EXPECT_THAT(causes(patch(path, R"({"spec":{"note":{"y":0}}})")),
              ElementsAre("spec.note FieldValueInvalid: Invalid value: y is small"));
  EXPECT_THAT(
      causes(patch(path, R"({"spec":{"note":{"x":"lang"}}})")),
      ElementsAre("<nil> FieldValueInvalid: Invalid value: null: some validation rules were "
                  "not checked because the object was invalid; correct the existing errors "
                  "to complete validation",
                  "spec.note.x FieldValueTooLong: Too long: may not be more than 2 bytes"));
  EXPECT_THAT(causes(patch(path, R"({"spec":{"note":{"x":"ok","y":2}}})")), IsEmpty());
}

TEST_P(ValidationRules, HoldForTheStatus) {
  ASSERT_EQ(raw(Method::post, gates(), gate("a", R"({"replicas":2})")).code, 201);
  EXPECT_THAT(causes(patch(gates() + "/a/status", R"({"status":{"ready":2}})")), IsEmpty());
  EXPECT_THAT(
      causes(patch(gates() + "/a/status", R"({"status":{"ready":3}})")),
      ElementsAre("status.ready FieldValueForbidden: Forbidden: more are ready than there are"));
}

}  // namespace
