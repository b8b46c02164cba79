// CustomResourceDefinitions and what they describe, as a real kube-apiserver has them.

#include <boost/json.hpp>

#include "environment.hpp"

namespace {

using conformance::at_pointer;
using k8s::Method;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
namespace json = boost::json;

#define DEFINITIONS "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"

/// `GROUP` is the group. A kind with a bit of everything that a schema can say.
constexpr const char* definition =
    R"({"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
"metadata":{"name":"gizmos.GROUP"},
"spec":{"group":"GROUP","scope":"Namespaced",
 "names":{"plural":"gizmos","kind":"Gizmo","shortNames":["gz"],"categories":["all"]},
 "versions":[
  {"name":"v1","served":true,"storage":true,
   "subresources":{"status":{},"scale":{"specReplicasPath":".spec.replicas",
     "statusReplicasPath":".status.replicas","labelSelectorPath":".status.selector"}},
   "selectableFields":[{"jsonPath":".spec.color"},{"jsonPath":".spec.size"},{"jsonPath":".spec.on"}],
   "additionalPrinterColumns":[
    {"name":"Size","type":"integer","jsonPath":".spec.size","description":"How large"},
    {"name":"On","type":"boolean","jsonPath":".spec.on","priority":1},
    {"name":"Second","type":"string","jsonPath":".spec.tags[1]"},
    {"name":"Map","type":"string","jsonPath":".spec.map"},
    {"name":"Ratio","type":"number","jsonPath":".spec.ratio"},
    {"name":"Item","type":"string","jsonPath":".spec.items[?(@.id==\"b\")].v"},
    {"name":"Color","type":"boolean","jsonPath":".spec.color"},
    {"name":"When","type":"date","jsonPath":".spec.when"},
    {"name":"Whole","type":"integer","format":"int64","jsonPath":".spec.ratio"},
    {"name":"Word","type":"integer","jsonPath":".spec.color"},
    {"name":"Never","type":"date","jsonPath":".spec.color"},
    {"name":"Number","type":"string","jsonPath":".spec.size"},
    {"name":"Truth","type":"string","jsonPath":".spec.on"},
    {"name":"Flag","type":"boolean","jsonPath":".spec.on"},
    {"name":"Null","type":"string","jsonPath":".spec.maybe"},
    {"name":"All","type":"string","jsonPath":".spec.tags[0:2]"},
    {"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"}],
   "schema":{"openAPIV3Schema":{"type":"object","required":["spec"],"properties":{
    "spec":{"type":"object","required":["size"],"properties":{
     "size":{"type":"integer","minimum":1,"maximum":10},
     "color":{"type":"string","enum":["red","green"],"default":"red"},
     "name":{"type":"string","minLength":2,"maxLength":5,"pattern":"^[a-z]+$"},
     "port":{"x-kubernetes-int-or-string":true},
     "ratio":{"type":"number","multipleOf":0.5},
     "half":{"type":"integer","multipleOf":0.5},
     "step":{"type":"number","multipleOf":1.5,"maximum":6.5,"exclusiveMaximum":true},
     "count":{"type":"integer","format":"int32","enum":[1,2]},
     "address":{"type":"string","format":"ipv6"},
     "either":{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},
      "oneOf":[{"required":["a"]},{"required":["b"]}]},
     "on":{"type":"boolean"},
     "when":{"type":"string","format":"date-time"},
     "replicas":{"type":"integer"},
     "tags":{"type":"array","maxItems":2,"items":{"type":"string"},"x-kubernetes-list-type":"set"},
     "items":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["id"],
      "items":{"type":"object","required":["id"],"properties":{
       "id":{"type":"string"},"v":{"type":"integer","default":7}}}},
     "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
     "map":{"type":"object","maxProperties":2,"additionalProperties":{"type":"integer"}},
     "maybe":{"type":"string","nullable":true},
     "shade":{"type":"string","nullable":true,"enum":["dark","light",null]},
     "sub":{"type":"object","default":{},"properties":{"d":{"type":"string","default":"dd"}}}}},
    "status":{"type":"object","properties":{"phase":{"type":"string"},
     "replicas":{"type":"integer"},"selector":{"type":"string"}}}}}}},
  {"name":"v1beta1","served":true,"storage":false,"deprecated":true,
   "schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}},
  {"name":"v0","served":false,"storage":false,
   "schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}})";

class CustomResources : public conformance::Conformance {
 protected:
  void SetUp() override {
    Conformance::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    group_ = ns() + ".example";
    const auto created = raw(Method::post, DEFINITIONS, grouped(definition));
    ASSERT_EQ(created.code, 201) << created.body;
    // A real server takes a moment before it offers the kind; a watch passes the time.
    for (int tries = 0; tries < 20 && raw(Method::get, gizmos()).code != 200; ++tries) {
      (void)raw(Method::get, DEFINITIONS "?watch=true&timeoutSeconds=1");
    }
  }

  void TearDown() override {
    if (!group_.empty()) (void)raw(Method::delete_, DEFINITIONS "/gizmos." + group_);
    Conformance::TearDown();
  }

  [[nodiscard]] std::string grouped(std::string text) const {
    for (auto at = text.find("GROUP"); at != text.npos; at = text.find("GROUP", at)) {
      text.replace(at, 5, group_);
    }
    return text;
  }
  [[nodiscard]] std::string gizmos(const std::string& version = "v1") const {
    return "/apis/" + group_ + "/" + version + "/namespaces/{ns}/gizmos";
  }
  /// A Gizmo with this spec; `rest` is of members beside it.
  [[nodiscard]] std::string gizmo(const std::string& name, const std::string& spec,
                                  const std::string& rest = "") const {
    return R"({"apiVersion":")" + group_ + R"(/v1","kind":"Gizmo","metadata":{"name":")" + name +
           R"("})" + (spec.empty() ? "" : R"(,"spec":)" + spec) + rest + "}";
  }
  [[nodiscard]] conformance::Answer patch(const std::string& path, const char* type,
                                          std::string body) const {
    return raw(Method::patch, path, std::move(body), {{"Content-Type", type}});
  }

  std::string group_;
};
CONFORMANCE_SERVERS(CustomResources);

constexpr const char* merge_patch = "application/merge-patch+json";
constexpr const char* apply_patch = "application/apply-patch+yaml";

TEST_P(CustomResources, AreOfferedOnceTheirDefinitionIsEstablished) {
  const auto stored = raw(Method::get, DEFINITIONS "/gizmos." + group_);
  EXPECT_EQ(at_pointer(stored.body, "/status/acceptedNames/listKind"), R"("GizmoList")");
  EXPECT_EQ(at_pointer(stored.body, "/status/storedVersions"), R"(["v1"])");
  EXPECT_EQ(at_pointer(stored.body, "/status/conditions/1/type"), R"("Established")");
  EXPECT_EQ(at_pointer(stored.body, "/status/conditions/1/status"), R"("True")");
  const auto versions = raw(Method::get, "/apis/" + group_);
  EXPECT_EQ(at_pointer(versions.body, "/versions/1/version"), R"("v1beta1")");
  EXPECT_EQ(at_pointer(versions.body, "/versions/2"), "");
  EXPECT_EQ(raw(Method::get, gizmos("v0")).code, 404);
  const auto resources = raw(Method::get, "/apis/" + group_ + "/v1");
  EXPECT_EQ(at_pointer(resources.body, "/resources/0/shortNames"), R"(["gz"])");
  EXPECT_EQ(at_pointer(resources.body, "/resources/1/name"), R"("gizmos/status")");
  EXPECT_EQ(at_pointer(resources.body, "/resources/2/name"), R"("gizmos/scale")");
}

TEST_P(CustomResources, AreSelectedByTheFieldsThatTheirDefinitionNames) {
  ASSERT_EQ(raw(Method::post, gizmos(), gizmo("a", R"({"size":3})")).code, 201);
  ASSERT_EQ(raw(Method::post, gizmos(), gizmo("b", R"({"size":4,"color":"green","on":true})")).code,
            201);
  const auto names = [&](const std::string& selector) {
    const auto list = raw(Method::get, gizmos() + "?fieldSelector=" + selector);
    return at_pointer(list.body, "/items/0/metadata/name") +
           at_pointer(list.body, "/items/1/metadata/name");
  };
  EXPECT_EQ(names("spec.color=green"), R"("b")");
  EXPECT_EQ(names("spec.color!=green"), R"("a")");
  EXPECT_EQ(names("spec.size=3"), R"("a")");
  EXPECT_EQ(names("spec.on=true"), R"("b")");
  EXPECT_EQ(names("spec.size=3,spec.color=green"), "");
  EXPECT_EQ(at_pointer(raw(Method::get, gizmos() + "?fieldSelector=spec.name=x").body, "/message"),
            R"("field label not supported: spec.name")");
}

TEST_P(CustomResources, AreWarnedOfInADeprecatedVersion) {
  EXPECT_EQ(raw(Method::get, gizmos()).headers.find("Warning"), nullptr);
  const auto old = raw(Method::get, gizmos("v1beta1"));
  ASSERT_NE(old.headers.find("Warning"), nullptr);
  EXPECT_EQ(*old.headers.find("Warning"), grouped("299 - \"GROUP/v1beta1 Gizmo is deprecated; use "
                                                  "GROUP/v1 Gizmo\""));
}

TEST_P(CustomResources, HaveTheColumnsOfTheirDefinition) {
  ASSERT_EQ(raw(Method::post, gizmos(),
                gizmo("a", R"({"size":3,"on":false,"tags":["x","y"],"map":{"a":1},"ratio":1.5,
                              "items":[{"id":"a"},{"id":"b","v":8}],"maybe":null})"))
                .code,
            201);
  ASSERT_EQ(raw(Method::post, gizmos(),
                gizmo("b", R"({"size":4,"on":true,"when":"2120-01-01T00:00:00Z"})"))
                .code,
            201);
  const auto table =
      raw(Method::get, gizmos(), {}, {{"Accept", "application/json;as=Table;v=v1;g=meta.k8s.io"}});
  EXPECT_EQ(at_pointer(table.body, "/columnDefinitions/0/format"), R"("name")");
  EXPECT_EQ(at_pointer(table.body, "/columnDefinitions/1"),
            R"({"name":"Size","type":"integer","format":"","description":"How large",)"
            R"("priority":0})");
  EXPECT_EQ(at_pointer(table.body, "/columnDefinitions/2"),
            R"({"name":"On","type":"boolean","format":"","description":)"
            R"("Custom resource definition column (in JSONPath format): .spec.on","priority":1})");
  EXPECT_EQ(at_pointer(table.body, "/columnDefinitions/9/format"), R"("int64")");
  EXPECT_EQ(at_pointer(table.body, "/columnDefinitions/18"), "");
  // What is of another type, or not there, is not shown; a text shows anything, and a time is one
  // that has passed.
  const auto cells = [&](const char* row) {
    json::array all = json::parse(at_pointer(table.body, row)).as_array();
    EXPECT_THAT(std::string(all.back().as_string()), ::testing::MatchesRegex("[0-9]+[smh].*"));
    all.pop_back();
    return json::serialize(all);
  };
  EXPECT_EQ(cells("/rows/0/cells"),
            R"(["a",3,false,"y","{\"a\":1}",1.5E0,"8",null,null,1,null,"<invalid>","3","false",)"
            R"(false,"<no value>","x"])");
  EXPECT_EQ(cells("/rows/1/cells"),
            R"(["b",4,true,null,null,null,null,null,"<invalid>",null,null,"<invalid>","4","true",)"
            R"(true,null,null])");
}

TEST_P(CustomResources, AreExplainedByTheirSchema) {
  const std::string path = "apis/" + group_ + "/v1";
  json::value paths;
  for (int tries = 0; tries < 20; ++tries) {
    paths = json::parse(raw(Method::get, "/openapi/v3").body).at("paths");
    if (paths.as_object().contains(path)) break;
    (void)raw(Method::get, DEFINITIONS "?watch=true&timeoutSeconds=1");
  }
  ASSERT_TRUE(paths.as_object().contains(path));
  const std::string url(paths.at(path).at("serverRelativeURL").as_string());
  const json::value document = json::parse(raw(Method::get, url).body);
  const json::value* schema = nullptr;
  for (const auto& [name, value] : document.at("components").at("schemas").as_object()) {
    if (std::string_view(name).ends_with(".Gizmo")) schema = &value;
  }
  ASSERT_NE(schema, nullptr);
  const std::string text = json::serialize(*schema);
  EXPECT_EQ(json::parse(at_pointer(text, "/x-kubernetes-group-version-kind/0")),
            json::value({{"group", group_}, {"version", "v1"}, {"kind", "Gizmo"}}));
  EXPECT_EQ(at_pointer(text, "/required"), R"(["spec"])");
  EXPECT_EQ(at_pointer(text, "/properties/kind/type"), R"("string")");
  EXPECT_EQ(at_pointer(text, "/properties/spec/properties/size/maximum"), "10");
  EXPECT_EQ(at_pointer(text, "/properties/spec/properties/items/x-kubernetes-list-map-keys"),
            R"(["id"])");
  EXPECT_EQ(at_pointer(text, "/properties/spec/properties/maybe/nullable"), "true");
}

TEST_P(CustomResources, GetDefaultsAndLoseWhatTheirSchemaDoesNotKnow) {
  const auto made = raw(
      Method::post, gizmos(),
      gizmo(
          "a",
          R"({"size":1,"unknown":1,"sub":{"u":2},"items":[{"id":"x","u":1}],"free":{"u":{"v":1}}})",
          R"(,"extra":1,"status":{"phase":"x"})"));
  EXPECT_EQ(made.code, 201) << made.body;
  EXPECT_EQ(at_pointer(made.body, "/spec"),
            R"({"color":"red","free":{"u":{"v":1}},"items":[{"id":"x","v":7}],"size":1,)"
            R"("sub":{"d":"dd"}})");
  EXPECT_EQ(at_pointer(made.body, "/status"), "");
  EXPECT_EQ(at_pointer(made.body, "/metadata/generation"), "1");
  const auto* const warning = made.headers.find("Warning");
  ASSERT_NE(warning, nullptr);
  EXPECT_EQ(*warning, R"(299 - "unknown field \"extra\"")");
  const auto nulls = raw(Method::post, gizmos(),
                         gizmo("b", R"({"size":1,"color":null,"maybe":null,"sub":{"d":null}})"));
  EXPECT_EQ(at_pointer(nulls.body, "/spec"),
            R"({"color":"red","maybe":null,"size":1,"sub":{"d":"dd"}})");
  const auto strict = raw(Method::post, gizmos() + "?fieldValidation=Strict",
                          gizmo("c", R"({"size":1,"unknown":1})"));
  EXPECT_EQ(strict.code, 400);
  EXPECT_EQ(at_pointer(strict.body, "/message"),
            R"j("Gizmo in version \"v1\" cannot be handled as a Gizmo: strict decoding error: )j"
            R"j(unknown field \"spec.unknown\"")j");
}

TEST_P(CustomResources, AreValidated) {
  struct Case {
    const char* spec;
    const char* field;
    const char* message;  // of the cause
  };
  const std::vector<Case> cases{
      {R"({})", "spec.size", "Required value"},
      {R"({"size":null})", "spec.size", "Required value"},
      {R"({"size":0})", "spec.size",
       "Invalid value: 0: spec.size in body should be greater than or equal to 1"},
      {R"({"size":11})", "spec.size",
       "Invalid value: 11: spec.size in body should be less than or equal to 10"},
      {R"({"size":"x"})", "spec.size",
       "Invalid value: \"string\": spec.size in body must be of type integer: \"string\""},
      {R"({"size":1,"color":"blue"})", "spec.color",
       "Unsupported value: \"blue\": supported values: \"red\", \"green\""},
      {R"({"size":1,"name":"a"})", "spec.name",
       "Invalid value: \"a\": spec.name in body should be at least 2 chars long"},
      {R"({"size":1,"name":"abcdef"})", "spec.name", "Too long: may not be more than 5 bytes"},
      {R"({"size":1,"name":"ABC"})", "spec.name",
       "Invalid value: \"ABC\": spec.name in body should match '^[a-z]+$'"},
      {R"({"size":1,"port":1.5})", "spec.port",
       "Invalid value: \"number\": spec.port in body must be of type integer,string: \"number\""},
      {R"({"size":1,"ratio":1.3})", "spec.ratio",
       "Invalid value: 1.3: spec.ratio in body should be a multiple of 0.5"},
      {R"({"size":1,"ratio":1})", "spec.ratio",
       "Invalid value: 0: factor MultipleOf declared for spec.ratio must be positive: 0"},
      {R"({"size":1,"half":1})", "<nil>",
       "Invalid value: \"\": MultipleOf value must be of type integer (default format) in "
       "spec.half"},
      {R"({"size":1,"step":2.5})", "spec.step",
       "Invalid value: 2.5: spec.step in body should be a multiple of 1.5"},
      {R"({"size":1,"step":6})", "spec.step",
       "Invalid value: 6: spec.step in body should be less than 6"},
      {R"({"size":1,"step":6000000000.5})", "spec.step",
       "Invalid value: 6.0000000005e+09: spec.step in body should be less than 6.5"},
      {R"({"size":1,"count":3000000000})", "<nil>",
       "Invalid value: \"\": Checked value must be of type integer with format int32 in "
       "spec.count"},
      {R"({"size":1,"count":3})", "spec.count",
       "Unsupported value: 3: supported values: \"1\", \"2\""},
      {R"({"size":1,"shade":null})", "spec.shade",
       "Unsupported value: null: supported values: \"dark\", \"light\", \"null\""},
      {R"({"size":1,"address":"1.2.3.4"})", "spec.address",
       "Invalid value: \"1.2.3.4\": spec.address in body must be of type ipv6: \"1.2.3.4\""},
      {R"({"size":1,"either":{}})", "<nil>",
       "Invalid value: \"\": \"spec.either\" must validate one and only one schema (oneOf). "
       "Found none valid"},
      {R"({"size":1,"on":"true"})", "spec.on",
       "Invalid value: \"string\": spec.on in body must be of type boolean: \"string\""},
      {R"({"size":1,"when":"yesterday"})", "spec.when",
       "Invalid value: \"yesterday\": spec.when in body must be of type date-time: \"yesterday\""},
      {R"({"size":1,"tags":["a","b","c"]})", "spec.tags", "Too many: 3: must have at most 2 items"},
      {R"({"size":1,"tags":["a","a"]})", "spec.tags[1]", "Duplicate value: \"a\""},
      {R"({"size":1,"tags":"a"})", "spec.tags",
       "Invalid value: \"string\": spec.tags in body must be of type array: \"string\""},
      {R"({"size":1,"tags":[1]})", "spec.tags[0]",
       "Invalid value: \"integer\": spec.tags[0] in body must be of type string: \"integer\""},
      {R"({"size":1,"items":[{"v":1}]})", "spec.items[0].id", "Required value"},
      {R"({"size":1,"items":[{"id":"x"},{"id":"x"}]})", "spec.items[1]",
       "Duplicate value: {\"id\":\"x\"}"},
      {R"({"size":1,"map":{"a":"x"}})", "spec.map.a",
       "Invalid value: \"string\": spec.map.a in body must be of type integer: \"string\""},
      {R"({"size":1,"map":{"a":1,"b":2,"c":3}})", "spec.map",
       "Too many: 3: must have at most 2 items"},
      {"", "spec", "Required value"}};
  for (const Case& each : cases) {
    SCOPED_TRACE(each.spec);
    const auto answer = raw(Method::post, gizmos(), gizmo("bad", each.spec));
    EXPECT_EQ(answer.code, 422) << answer.body;
    EXPECT_EQ(at_pointer(answer.body, "/reason"), R"("Invalid")");
    EXPECT_EQ(at_pointer(answer.body, "/details/causes/0/field"),
              json::serialize(json::value(each.field)));
    EXPECT_EQ(at_pointer(answer.body, "/details/causes/0/message"),
              json::serialize(json::value(each.message)));
    const bool of_type =
        std::string_view(each.message).find("in body must be of type") != std::string::npos;
    EXPECT_EQ(at_pointer(answer.body, "/details/causes/0/reason") == R"("FieldValueTypeInvalid")",
              of_type);
  }
  const auto all = raw(
      Method::post, gizmos(),
      gizmo("good", R"({"size":10,"color":"green","name":"abc","port":"http","ratio":1.5,"on":true,
                        "when":"2020-01-01T00:00:00Z","tags":["a","b"],"map":{"a":1},
                        "step":4,"count":2,"address":"::1","either":{"b":"x"}})"));
  EXPECT_EQ(all.code, 201) << all.body;
}

TEST_P(CustomResources, AreRefusedWithAnotherType) {
  const auto refused = [&](const char* type) {
    return raw(
        Method::post, gizmos(),
        grouped(R"({)" + std::string(type) + R"("metadata":{"name":"x"},"spec":{"size":1}})"));
  };
  EXPECT_EQ(refused(R"("kind":"Gizmo",)").code, 400);
  EXPECT_EQ(refused(R"("apiVersion":"GROUP/v1",)").code, 400);
  EXPECT_EQ(refused(R"("apiVersion":"GROUP/v1beta1","kind":"Gizmo",)").code, 400);
}

TEST_P(CustomResources, AreServedInEveryVersion) {
  ASSERT_EQ(raw(Method::post, gizmos(), gizmo("a", R"({"size":1})")).code, 201);
  const auto other = raw(Method::get, gizmos("v1beta1") + "/a");
  EXPECT_EQ(other.code, 200);
  EXPECT_EQ(at_pointer(other.body, "/apiVersion"), "\"" + group_ + "/v1beta1\"");
  EXPECT_EQ(at_pointer(other.body, "/spec/size"), "1");
  const auto list = raw(Method::get, gizmos("v1beta1"));
  EXPECT_EQ(at_pointer(list.body, "/items/0/apiVersion"), "\"" + group_ + "/v1beta1\"");
}

TEST_P(CustomResources, HaveStatusAndScale) {
  ASSERT_EQ(raw(Method::post, gizmos(), gizmo("a", R"({"size":1,"replicas":2})")).code, 201);
  const auto status =
      patch(gizmos() + "/a/status", merge_patch,
            R"({"spec":{"size":9},"status":{"phase":"up","replicas":2,"selector":"a=b"}})");
  EXPECT_EQ(status.code, 200) << status.body;
  EXPECT_EQ(at_pointer(status.body, "/spec/size"), "1");
  EXPECT_EQ(at_pointer(status.body, "/status/phase"), R"("up")");
  EXPECT_EQ(at_pointer(status.body, "/metadata/generation"), "1");
  const auto wrong = patch(gizmos() + "/a/status", merge_patch, R"({"status":{"phase":5}})");
  EXPECT_EQ(wrong.code, 422);
  EXPECT_EQ(at_pointer(wrong.body, "/details/causes/0/field"), R"("status.phase")");
  const auto scale = raw(Method::get, gizmos() + "/a/scale");
  EXPECT_EQ(at_pointer(scale.body, "/spec"), R"({"replicas":2})");
  EXPECT_EQ(at_pointer(scale.body, "/status"), R"({"replicas":2,"selector":"a=b"})");
  const auto table = raw(Method::get, gizmos() + "/a/scale", {},
                         {{"Accept", "application/json;as=Table;v=v1;g=meta.k8s.io"}});
  EXPECT_EQ(at_pointer(table.body, "/columnDefinitions/1/description"),
            R"("Number of desired replicas")");
  EXPECT_EQ(at_pointer(table.body, "/columnDefinitions/3/type"), R"("date")");
  EXPECT_EQ(at_pointer(table.body, "/rows/0/cells/1"), "2");
  EXPECT_EQ(at_pointer(table.body, "/rows/0/cells/2"), "2");
  const auto scaled = patch(gizmos() + "/a/scale", merge_patch, R"({"spec":{"replicas":5}})");
  EXPECT_EQ(scaled.code, 200) << scaled.body;
  const auto after = raw(Method::get, gizmos() + "/a");
  EXPECT_EQ(at_pointer(after.body, "/spec/replicas"), "5");
  EXPECT_EQ(at_pointer(after.body, "/metadata/generation"), "2");
}

TEST_P(CustomResources, ArePatched) {
  ASSERT_EQ(raw(Method::post, gizmos(), gizmo("a", R"({"size":1})")).code, 201);
  const std::string path = gizmos() + "/a";
  EXPECT_EQ(patch(path, merge_patch, R"({"spec":{"size":5}})").code, 200);
  EXPECT_EQ(patch(path, merge_patch, R"({"spec":{"size":50}})").code, 422);
  EXPECT_EQ(patch(path, merge_patch, R"({"spec":{"size":"x"}})").code, 422);
  EXPECT_EQ(patch(path, merge_patch, R"({"spec":{"bogus":1}})").code, 200);
  EXPECT_EQ(patch(path + "?fieldValidation=Strict", merge_patch, R"({"spec":{"bogus":1}})").code,
            422);
  const auto strategic = patch(path, "application/strategic-merge-patch+json", "{}");
  EXPECT_EQ(strategic.code, 415);
  EXPECT_EQ(at_pointer(strategic.body, "/message"),
            R"("the body of the request was in an unknown format - accepted media types include: )"
            R"(application/json-patch+json, application/merge-patch+json, )"
            R"(application/apply-patch+yaml")");
  EXPECT_EQ(patch(path, merge_patch, R"({"kind":"X"})").code, 422);
  EXPECT_EQ(patch(path, merge_patch, R"({"apiVersion":"v9"})").code, 422);
}

TEST_P(CustomResources, ArePatchedWithoutAVersion) {
  ASSERT_EQ(raw(Method::post, gizmos(), gizmo("a", R"({"size":1})")).code, 201);
  const std::string path = gizmos() + "/a";
  constexpr const char* missing =
      R"("Internal error occurred: Object 'apiVersion' is missing in 'object has no apiVersion field'")";
  for (const char* const body : {R"({"apiVersion":""})", R"({"apiVersion":null})",
                                 R"({"apiVersion":"a/"})", R"({"apiVersion":"","kind":"X"})"}) {
    const auto answer = patch(path, merge_patch, body);
    EXPECT_EQ(answer.code, 500) << body << answer.body;
    EXPECT_EQ(at_pointer(answer.body, "/message"), missing) << body;
  }
  // What is unknown is seen before.
  EXPECT_EQ(patch(path + "?fieldValidation=Strict", merge_patch,
                  R"({"apiVersion":"","metadata":{"bogus":1}})")
                .code,
            422);
}

TEST_P(CustomResources, ArePatchedWithAnotherVersion) {
  ASSERT_EQ(raw(Method::post, gizmos(), gizmo("a", R"({"size":1})")).code, 201);
  const std::string path = gizmos() + "/a";
  const auto ask = [&](const char* body, const std::string& query = "") {
    return patch(path + query, merge_patch, grouped(body));
  };
  const auto warnings = [](const conformance::Answer& answer) {
    return answer.headers.find_all("Warning");
  };
  const auto message = [](const conformance::Answer& answer) {
    return at_pointer(answer.body, "/message");
  };
  // The group has no such version, which therefore has no fields.
  const auto none = ask(R"({"apiVersion":"GROUP/v9"})");
  EXPECT_EQ(none.code, 422);
  EXPECT_THAT(message(none), HasSubstr("must be " + group_ + "/v1"));
  EXPECT_THAT(warnings(none), ElementsAre(R"(299 - "unknown field \"spec\"")"));
  EXPECT_THAT(message(ask(R"({"apiVersion":"GROUP/v9"})", "?fieldValidation=Strict")),
              HasSubstr(R"(strict decoding error: unknown field \"spec\")"));
  // That one takes any.
  const auto other = ask(R"({"apiVersion":"GROUP/v1beta1","spec":{"bogus":1}})");
  EXPECT_EQ(other.code, 422);
  EXPECT_THAT(warnings(other), ElementsAre());
  // In other groups nobody knows.
  const auto foreign = ask(R"({"apiVersion":"/v1","spec":{"bogus":1}})");
  EXPECT_EQ(message(foreign), grouped(R"("Gizmo \"a\" is invalid: apiVersion: Invalid value: )"
                                      R"(\"v1\": must be GROUP/v1")"));
  EXPECT_THAT(warnings(foreign), ElementsAre());
  const auto both = ask(R"({"kind":"X","apiVersion":"v9"})");
  EXPECT_EQ(at_pointer(both.body, "/details/causes/0/field"), R"("kind")");
  EXPECT_EQ(at_pointer(both.body, "/details/causes/1/field"), R"("apiVersion")");
  EXPECT_THAT(message(ask(R"({"apiVersion":"a/b/c"})")),
              HasSubstr("unexpected GroupVersion string: a/b/c"));
}

TEST_P(CustomResources, AreWrittenWithAnotherVersion) {
  const auto ask = [&](const char* version, const char* query) {
    return raw(Method::post, gizmos() + query,
               grouped(R"({"apiVersion":")" + std::string(version) +
                       R"(","kind":"Gizmo","metadata":{"name":"x"},"spec":{"size":1}})"));
  };
  const auto none = ask("GROUP/v9", "");
  EXPECT_EQ(none.code, 400);
  EXPECT_THAT(none.headers.find_all("Warning"), ElementsAre(R"(299 - "unknown field \"spec\"")"));
  EXPECT_EQ(at_pointer(ask("GROUP/v9", "?fieldValidation=Strict").body, "/message"),
            R"("Gizmo in version \"v9\" cannot be handled as a Gizmo: strict decoding error: )"
            R"(unknown field \"spec\"")");
  EXPECT_THAT(at_pointer(ask("a/b/c", "").body, "/message"),
              HasSubstr("unexpected GroupVersion string: a/b/c"));
}

TEST_P(CustomResources, AreAppliedByTheirSchema) {
  const auto apply = [&](const char* manager, const std::string& spec) {
    return patch(gizmos() + "/a?fieldManager=" + manager, apply_patch, gizmo("a", spec));
  };
  const auto created = apply("m1", R"({"size":1,"items":[{"id":"x"}],"tags":["t"]})");
  EXPECT_EQ(created.code, 201) << created.body;
  EXPECT_EQ(at_pointer(created.body, "/metadata/managedFields/0/fieldsV1"),
            R"({"f:spec":{"f:items":{"k:{\"id\":\"x\"}":{".":{},"f:id":{}}},"f:size":{},)"
            R"("f:tags":{"v:\"t\"":{}}}})");
  const auto both = apply("m2", R"({"items":[{"id":"y","v":3}],"tags":["u"]})");
  EXPECT_EQ(both.code, 200) << both.body;
  EXPECT_EQ(at_pointer(both.body, "/spec/items"), R"([{"id":"x","v":7},{"id":"y","v":3}])");
  EXPECT_EQ(at_pointer(both.body, "/spec/tags"), R"(["t","u"])");
  EXPECT_EQ(apply("m2", R"({"size":2})").code, 409);
  const auto unknown = apply("m1", R"({"size":1,"bogus":1})");
  EXPECT_EQ(unknown.code, 500);
  EXPECT_EQ(apply("m1", R"({"size":"x"})").code, 500);
  const auto gone = apply("m1", R"({"size":1})");
  EXPECT_EQ(at_pointer(gone.body, "/spec/items"), R"([{"id":"y","v":3}])");
}

TEST_P(CustomResources, ANullThatIsAppliedIsAValue) {
  const auto apply = [&](const std::string& name, const std::string& spec) {
    return patch(gizmos() + "/" + name + "?fieldManager=me", apply_patch, gizmo(name, spec));
  };
  const auto refused = apply("a", R"({"size":3,"on":null})");
  EXPECT_EQ(refused.code, 422);
  EXPECT_EQ(at_pointer(refused.body, "/details/causes/0/field"), R"("spec.on")");
  EXPECT_EQ(at_pointer(refused.body, "/details/causes/0/reason"), R"("FieldValueTypeInvalid")");
  EXPECT_EQ(raw(Method::post, gizmos(), gizmo("b", R"({"size":3,"on":null})")).code, 201)
      << "to a POST it is nothing";
  const auto applied = apply("c", R"({"size":3,"color":null,"maybe":null})");
  EXPECT_EQ(applied.code, 201) << applied.body;
  EXPECT_EQ(at_pointer(applied.body, "/spec/color"), R"("red")");
  EXPECT_EQ(at_pointer(applied.body, "/spec/maybe"), "null");
}

TEST_P(CustomResources, HaveNoScaleWithoutReplicas) {
  ASSERT_EQ(raw(Method::post, gizmos(), gizmo("a", R"({"size":1})")).code, 201);
  const auto none = raw(Method::get, gizmos() + "/a/scale");
  EXPECT_EQ(none.code, 500);
  EXPECT_EQ(at_pointer(none.body, "/reason"), R"("InternalError")");
  EXPECT_EQ(
      at_pointer(none.body, "/details"),
      R"({"causes":[{"message":"the spec replicas field \".spec.replicas\" does not exist"}]})");
  const auto scaled = patch(gizmos() + "/a/scale", merge_patch, R"({"spec":{"replicas":5}})");
  EXPECT_EQ(scaled.code, 200) << scaled.body;
}

TEST_P(CustomResources, AreNotFoundWithASubresourceThatTheyDoNotHave) {
  ASSERT_EQ(raw(Method::post, gizmos(), gizmo("a", R"({"size":1})")).code, 201);
  const auto answer = raw(Method::get, gizmos() + "/a/nope");
  EXPECT_EQ(answer.code, 404);
  EXPECT_EQ(at_pointer(answer.body, "/details"),
            R"({"name":"a","group":")" + group_ + R"(","kind":"gizmos"})");
}

TEST_P(CustomResources, GoWithTheirDefinition) {
  ASSERT_EQ(raw(Method::post, gizmos(), gizmo("a", R"({"size":1})")).code, 201);
  const auto deleted = raw(Method::delete_, DEFINITIONS "/gizmos." + group_);
  EXPECT_EQ(deleted.code, 200);
  EXPECT_EQ(at_pointer(deleted.body, "/metadata/finalizers"),
            R"(["customresourcecleanup.apiextensions.k8s.io"])");
  EXPECT_EQ(at_pointer(deleted.body, "/metadata/generation"), "1");
  for (int tries = 0; tries < 20 && raw(Method::get, gizmos()).code != 404; ++tries) {
    (void)raw(Method::get, DEFINITIONS "?watch=true&timeoutSeconds=1");
  }
  EXPECT_EQ(raw(Method::get, gizmos()).code, 404);
  EXPECT_EQ(raw(Method::get, "/apis/" + group_).code, 404);
}

TEST_P(CustomResources, DefinitionsAreValidated) {
  const auto refused = [&](const std::string& from, const std::string& to) {
    std::string text = grouped(definition);
    text.replace(text.find(from), from.size(), to);
    return raw(Method::post, DEFINITIONS "?dryRun=All", text);
  };
  const auto scope = refused(R"("scope":"Namespaced")", R"("scope":"X")");
  EXPECT_EQ(scope.code, 422);
  EXPECT_EQ(at_pointer(scope.body, "/details/causes/0/field"), R"("spec.scope")");
  const auto name = refused(R"("name":"gizmos.)", R"("name":"other.)");
  EXPECT_EQ(name.code, 422);
  EXPECT_EQ(at_pointer(name.body, "/details/causes/0/field"), R"("metadata.name")");
  const auto stored = refused(R"("storage":true)", R"("storage":false)");
  EXPECT_EQ(stored.code, 422);
  EXPECT_EQ(at_pointer(stored.body, "/details/causes/0/field"), R"("spec.versions")");
  const auto group =
      patch(DEFINITIONS "/gizmos." + group_, merge_patch, R"({"spec":{"group":"x.y"}})");
  EXPECT_EQ(group.code, 422);
}

}  // namespace
