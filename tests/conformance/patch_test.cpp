// Patches of every kind and what they leave behind, as a real kube-apiserver has it.

#include <algorithm>

#include <boost/json.hpp>

#include "environment.hpp"

namespace {

using conformance::at_pointer;
using k8s::Method;
namespace json = boost::json;

#define CONFIG_MAPS "/api/v1/namespaces/{ns}/configmaps"
#define DEPLOYMENTS "/apis/apps/v1/namespaces/{ns}/deployments"

constexpr const char* json_patch = "application/json-patch+json";
constexpr const char* merge_patch = "application/merge-patch+json";
constexpr const char* strategic_patch = "application/strategic-merge-patch+json";

/// A JSON pointer into the answer and the JSON that stands there; nothing if it shall not be there.
struct Expected {
  const char* pointer;
  const char* value;
};

struct Step {
  const char* what;
  const char* type;
  const char* body;
  int code = 200;
  std::vector<Expected> expected{};
  const char* query = "";
};

class Patches : public conformance::Conformance {
 protected:
  [[nodiscard]] conformance::Answer patch(const std::string& path, const char* type,
                                          std::string body, k8s::Headers headers = {}) const {
    headers.set("Content-Type", type);
    return raw(Method::patch, path, std::move(body), std::move(headers));
  }

  /// Each step finds a new object, made from `base`, in which `{name}` is its name.
  void run(const std::string& collection, const std::string& base, const std::vector<Step>& steps) {
    int count = 0;
    for (const Step& step : steps) {
      SCOPED_TRACE(step.what);
      const std::string name = "o" + std::to_string(++count);
      const auto named = [&](std::string text) {
        for (auto at = text.find("{name}"); at != text.npos; at = text.find("{name}", at)) {
          text.replace(at, 6, name);
        }
        return text;
      };
      const auto made = raw(Method::post, collection + "?fieldManager=maker", named(base));
      ASSERT_EQ(made.code, 201) << made.body;
      const auto answer = patch(collection + "/" + name + step.query, step.type, named(step.body));
      EXPECT_EQ(answer.code, step.code) << answer.body;
      for (const Expected& expected : step.expected) {
        EXPECT_EQ(at_pointer(answer.body, expected.pointer), expected.value)
            << expected.pointer << " of " << answer.body;
      }
      if (answer.code < 400 && std::string(step.query).find("dryRun") == std::string::npos) {
        const auto stored = raw(Method::get, collection + "/" + name);
        EXPECT_EQ(json::parse(stored.body), json::parse(answer.body));
      }
    }
  }
};
CONFORMANCE_SERVERS(Patches);

// ---- by the verb -------------------------------------------------------------------------------

TEST_P(Patches, AsTheVerbSendsThem) {
  deployment("web").save();
  using k8s::Deployment;
  using k8s::Patch;
  EXPECT_EQ(
      Deployment::patch("web", Patch::merge(R"({"spec":{"replicas":2}})"), {.namespace_ = ns()})
          .spec.replicas,
      2);
  EXPECT_EQ(Deployment::patch(
                "web", Patch::json(R"([{"op":"replace","path":"/spec/replicas","value":3}])"),
                {.namespace_ = ns()})
                .spec.replicas,
            3);
  const Deployment added = Deployment::patch(
      "web",
      Patch::strategic(
          R"({"spec":{"template":{"spec":{"containers":[{"name":"two","image":"i"}]}}}})"),
      {.namespace_ = ns()});
  EXPECT_EQ(added.spec.template_.spec.containers.size(), 2U) << "merged by name";
  const Deployment status =
      Deployment::patch("web", Patch::merge(R"({"status":{"replicas":1},"spec":{"replicas":9}})"),
                        {.namespace_ = ns(), .subresource = "status"});
  EXPECT_EQ(status.status.replicas, 1);
  EXPECT_EQ(status.spec.replicas, 3) << "of the status, only that";
  EXPECT_THROW((void)Deployment::patch("none", Patch::merge("{}"), {.namespace_ = ns()}),
               k8s::NotFound);
}

TEST_P(Patches, OfWhatChangedLeaveAloneWhatOthersChanged) {
  k8s::Deployment mine = deployment("web");
  mine.save();
  auto theirs = k8s::Deployment::get("web", {.namespace_ = ns()});
  theirs.metadata.labels["theirs"] = "yes";
  theirs.save();
  mine.patch([](k8s::Deployment& d) { d.spec.replicas = 4; });
  EXPECT_EQ(mine.spec.replicas, 4);
  EXPECT_EQ(mine.metadata.labels.at("theirs"), "yes");
  const std::string version = mine.metadata.resourceVersion;
  mine.patch([](k8s::Deployment&) {});
  EXPECT_EQ(mine.metadata.resourceVersion, version);
}

TEST_P(Patches, OfAListAreRefusedIfOthersWereFaster) {
  k8s::Deployment mine = deployment("web");
  mine.save();
  k8s::Deployment::get("web", {.namespace_ = ns()}).patch([](k8s::Deployment& d) {
    d.spec.template_.spec.containers.push_back({.name = "theirs", .image = "i"});
  });
  const auto change = [](k8s::Deployment& d) {
    d.spec.template_.spec.containers.front().image = "other";
  };
  EXPECT_THROW(mine.patch(change), k8s::Conflict);
  mine.refresh();
  mine.patch(change);
  ASSERT_EQ(mine.spec.template_.spec.containers.size(), 2U);
  EXPECT_EQ(mine.spec.template_.spec.containers.front().image, "other");
}

// A schema's nullable members are the one place where a server keeps null; here it removes it.
TEST_P(Patches, ThatSetNullAreTaken) {
  k8s::Deployment mine = deployment("web");
  mine.save();
  const auto with_null = k8s::from_json<k8s::Deployment>([&] {
    json::value whole = json::parse(k8s::to_json(mine));
    whole.at("spec").as_object()["paused"] = nullptr;
    whole.at("spec").as_object()["replicas"] = 3;
    return json::serialize(whole);
  }());
  k8s::Deployment stale = mine;
  mine.patch([&](k8s::Deployment& d) { d = with_null; });
  EXPECT_EQ(mine.spec.replicas, 3);
  EXPECT_THROW(stale.patch([&](k8s::Deployment& d) { d = with_null; }), k8s::Conflict);
}

TEST_P(Patches, OfAnObjectThatWasMadeAgainAreRefused) {
  k8s::ConfigMap old = config_map("a");
  old.save();
  old.delete_();
  config_map("a").save();
  EXPECT_THROW(old.patch([](k8s::ConfigMap& m) { m.data["k"] = "v"; }), k8s::Invalid);
  EXPECT_FALSE(k8s::ConfigMap::get("a", {.namespace_ = ns()}).data.contains("k"));
}

constexpr const char* config_map_base =
    R"({"metadata":{"name":"{name}","annotations":{"x":"y"}},"data":{"k":"v","l":"w"}})";

TEST_P(Patches, JsonPatch) {
  run(CONFIG_MAPS, config_map_base,
      {{"add",
        json_patch,
        R"([{"op":"add","path":"/data/n","value":"1"}])",
        200,
        {{"/data", R"({"k":"v","l":"w","n":"1"})"}}},
       {"add without a value",
        json_patch,
        R"([{"op":"add","path":"/data/n"}])",
        200,
        {{"/data/n", R"("")"}}},
       {"add below what is not there",
        json_patch,
        R"([{"op":"add","path":"/nope/n","value":"1"}])",
        422,
        {{"/message", "\"the server rejected our request due to an error in our request\""},
         {"/reason", R"("Invalid")"},
         {"/details", "{}"}}},
       {"add to a list at its end",
        json_patch,
        R"([{"op":"add","path":"/metadata/finalizers","value":["a.b/1"]},
            {"op":"add","path":"/metadata/finalizers/-","value":"a.b/2"},
            {"op":"add","path":"/metadata/finalizers/0","value":"a.b/0"},
            {"op":"add","path":"/metadata/finalizers/-1","value":"a.b/3"}])",
        200,
        {{"/metadata/finalizers", R"(["a.b/0","a.b/1","a.b/2","a.b/3"])"}}},
       {"add to a list behind its end", json_patch,
        R"([{"op":"add","path":"/metadata/finalizers","value":[]},
            {"op":"add","path":"/metadata/finalizers/1","value":"a.b/2"}])",
        422},
       {"escapes",
        json_patch,
        R"([{"op":"add","path":"/metadata/annotations/a.b~1c","value":"1"}])",
        200,
        {{"/metadata/annotations", R"({"a.b/c":"1","x":"y"})"}}},
       {"remove",
        json_patch,
        R"([{"op":"remove","path":"/data/k"}])",
        200,
        {{"/data", R"({"l":"w"})"}}},
       {"remove what is not there", json_patch, R"([{"op":"remove","path":"/data/none"}])", 422},
       {"replace",
        json_patch,
        R"([{"op":"replace","path":"/data/k","value":"z"}])",
        200,
        {{"/data/k", R"("z")"}}},
       {"replace what is not there adds it",
        json_patch,
        R"([{"op":"replace","path":"/data/none","value":"z"}])",
        200,
        {{"/data/none", R"("z")"}}},
       {"move",
        json_patch,
        R"([{"op":"move","from":"/data/k","path":"/data/m"}])",
        200,
        {{"/data", R"({"l":"w","m":"v"})"}}},
       {"move what is not there", json_patch,
        R"([{"op":"move","from":"/data/none","path":"/data/m"}])", 422},
       {"copy",
        json_patch,
        R"([{"op":"copy","from":"/data/k","path":"/data/m"}])",
        200,
        {{"/data", R"({"k":"v","l":"w","m":"v"})"}}},
       {"copy what is not there",
        json_patch,
        R"([{"op":"copy","from":"/data/none","path":"/data/m"}])",
        200,
        {{"/data/m", R"("")"}}},
       {"a test that holds",
        json_patch,
        R"([{"op":"test","path":"/data/k","value":"v"},{"op":"remove","path":"/data/k"}])",
        200,
        {{"/data", R"({"l":"w"})"}}},
       {"a test that fails", json_patch,
        R"([{"op":"remove","path":"/data/k"},{"op":"test","path":"/data/l","value":"x"}])", 422},
       {"a test of what is not there", json_patch, R"([{"op":"test","path":"/data/none"}])"},
       {"an unknown operation", json_patch, R"([{"op":"bogus","path":"/data/k"}])", 422},
       {"no operation", json_patch, "[]", 200, {{"/data", R"({"k":"v","l":"w"})"}}},
       {"an object",
        json_patch,
        "{}",
        400,
        {{"/message",
          R"("error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp")"}}},
       {"no JSON",
        json_patch,
        "x",
        400,
        {{"/message",
          R"("error decoding patch: invalid character 'x' looking for beginning of value")"}}},
       {"a number for a path",
        json_patch,
        R"([{"op":"add","path":5}])",
        400,
        {{"/message",
          R"("error decoding patch: json: cannot unmarshal number into Go struct field jsonPatchOp.path of type string")"}}},
       {"another name", json_patch, R"([{"op":"replace","path":"/metadata/name","value":"b"}])",
        400},
       {"another uid",
        json_patch,
        R"([{"op":"replace","path":"/metadata/uid","value":"1"}])",
        422,
        {{"/details/causes/0/field", R"("metadata.uid")"}}},
       {"an old resourceVersion",
        json_patch,
        R"([{"op":"replace","path":"/metadata/resourceVersion","value":"1"}])",
        409,
        {{"/reason", R"("Conflict")"}}},
       {"no resourceVersion", json_patch,
        R"([{"op":"remove","path":"/metadata/resourceVersion"}])"},
       {"a bad label",
        json_patch,
        R"([{"op":"add","path":"/metadata/labels","value":{"a":"not valid!"}}])",
        422,
        {{"/details/causes/0/field", R"("metadata.labels")"}}},
       {"the whole document",
        json_patch,
        R"([{"op":"replace","path":"","value":{"apiVersion":"v1","kind":"ConfigMap",
             "metadata":{"name":"{name}"},"data":{"only":"1"}}}])",
        200,
        {{"/data", R"({"only":"1"})"}, {"/metadata/annotations", ""}}}});
}

TEST_P(Patches, MergePatch) {
  run(CONFIG_MAPS, config_map_base,
      {{"add and remove",
        merge_patch,
        R"({"data":{"k":null,"n":"1"}})",
        200,
        {{"/data", R"({"l":"w","n":"1"})"}}},
       {"remove a member", merge_patch, R"({"data":null})", 200, {{"/data", ""}}},
       {"nothing", merge_patch, "{}"},
       {"null", merge_patch, "null", 400, {{"/message", R"("Invalid JSON Patch")"}}},
       {"an array",
        merge_patch,
        "[]",
        400,
        {{"/message",
          R"("error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}")"}}},
       {"no JSON", merge_patch, "x", 400},
       {"a wrong type",
        merge_patch,
        R"({"data":{"k":1}})",
        422,
        {{"/details/causes/0/field", R"("patch")"}, {"/reason", R"("Invalid")"}}},
       {"another kind", merge_patch, R"({"kind":"Secret"})", 422},
       {"another name", merge_patch, R"({"metadata":{"name":"zz"}})", 400},
       {"another namespace",
        merge_patch,
        R"({"metadata":{"namespace":"zz"}})",
        400,
        {{"/message",
          R"("the namespace of the provided object does not match the namespace sent on the request")"}}},
       {"an old resourceVersion", merge_patch, R"({"metadata":{"resourceVersion":"1"}})", 409},
       {"labels",
        merge_patch,
        R"({"metadata":{"labels":{"a":"b"}}})",
        200,
        {{"/metadata/labels", R"({"a":"b"})"}}},
       {"force",
        merge_patch,
        "{}",
        422,
        {{"/message",
          R"("PatchOptions.meta.k8s.io \"\" is invalid: force: Forbidden: may not be specified for non-apply patch")"}},
        "?force=true"},
       {"dry run",
        merge_patch,
        R"({"data":{"k":"z"}})",
        200,
        {{"/data/k", R"("z")"}},
        "?dryRun=All"},
       {"an unknown field, strictly",
        merge_patch,
        R"({"foo":1})",
        422,
        {{"/details/causes/0/field", R"("patch")"}},
        "?fieldValidation=Strict"},
       {"an unknown field, ignored",
        merge_patch,
        R"({"foo":1})",
        200,
        {},
        "?fieldValidation=Ignore"},
       {"a charset", "application/merge-patch+json; charset=utf-8", "{}"},
       {"no patch's type",
        "application/json",
        "{}",
        415,
        {{"/message", R"("415: Unsupported Media Type")"}}}});
}

TEST_P(Patches, StrategicMergePatchOfMetadataAndData) {
  run(CONFIG_MAPS,
      R"({"metadata":{"name":"{name}","finalizers":["a.b/1","a.b/2"]},"data":{"k":"v","l":"w"}})",
      {{"merge a map",
        strategic_patch,
        R"({"data":{"k":null,"n":"1"}})",
        200,
        {{"/data", R"({"l":"w","n":"1"})"}}},
       {"replace a map",
        strategic_patch,
        R"({"data":{"$patch":"replace","only":"1"}})",
        200,
        {{"/data", R"({"only":"1"})"}}},
       {"delete a map", strategic_patch, R"({"data":{"$patch":"delete"}})", 200, {{"/data", ""}}},
       {"an unknown directive",
        strategic_patch,
        R"({"data":{"$patch":"bogus"}})",
        500,
        {{"/message", R"("unknown patch type: bogus in map: map[$patch:bogus]")"}}},
       {"merge a list of texts",
        strategic_patch,
        R"({"metadata":{"finalizers":["a.b/3","a.b/1"]}})",
        200,
        {{"/metadata/finalizers", R"(["a.b/3","a.b/1","a.b/2"])"}}},
       {"delete from a list of texts",
        strategic_patch,
        R"({"metadata":{"$deleteFromPrimitiveList/finalizers":["a.b/1"]}})",
        200,
        {{"/metadata/finalizers", R"(["a.b/2"])"}}},
       {"delete from no list",
        strategic_patch,
        R"({"metadata":{"$deleteFromPrimitiveList":["a.b/1"]}})",
        400,
        {{"/message", R"("invalid patch format of primitive list")"}}},
       {"order a list of texts",
        strategic_patch,
        R"({"metadata":{"$setElementOrder/finalizers":["a.b/3","a.b/2"],"finalizers":["a.b/3"]}})",
        200,
        {{"/metadata/finalizers", R"(["a.b/3","a.b/1","a.b/2"])"}}},
       {"order no list",
        strategic_patch,
        R"({"metadata":{"$setElementOrder":["a"]}})",
        400,
        {{"/message", R"("invalid patch format of setElementOrder list")"}}},
       {"keys to retain that are no list",
        strategic_patch,
        R"({"data":{"$retainKeys":"k"}})",
        400,
        {{"/message", R"("invalid patch format of retainKeys")"}}},
       {"a list of lists", strategic_patch, R"({"metadata":{"finalizers":[["x"]]}})", 500},
       {"a wrong type",
        strategic_patch,
        R"({"data":{"k":1}})",
        422,
        {{"/details/causes/0/field", R"("patch")"}}},
       {"another kind is ignored",
        strategic_patch,
        R"({"kind":"Secret"})",
        200,
        {{"/kind", R"("ConfigMap")"}}},
       {"no JSON",
        strategic_patch,
        "x",
        400,
        {{"/message", R"("invalid character 'x' looking for beginning of value")"}}},
       {"owners by uid",
        strategic_patch,
        R"({"metadata":{"ownerReferences":[{"apiVersion":"v1","kind":"X","name":"n","uid":"u"}]}})",
        200,
        {{"/metadata/ownerReferences/0/uid", R"("u")"}}}});
}

constexpr const char* deployment_base =
    R"({"metadata":{"name":"{name}"},"spec":{"selector":{"matchLabels":{"app":"d"}},
        "template":{"metadata":{"labels":{"app":"d"}},"spec":{
          "volumes":[{"name":"v","emptyDir":{}}],"tolerations":[{"key":"t","operator":"Exists"}],
          "containers":[{"name":"c","image":"i","args":["a","b"],
                         "env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],
                         "ports":[{"containerPort":80,"name":"w"}]},
                        {"name":"c2","image":"i2"}]}}}})";

#define POD_SPEC(text) R"({"spec":{"template":{"spec":)" text "}}}"

TEST_P(Patches, StrategicMergePatchOfLists) {
  run(DEPLOYMENTS, deployment_base,
      {{"change an element",
        strategic_patch,
        POD_SPEC(R"({"containers":[{"name":"c2","image":"j"}]})"),
        200,
        {{"/spec/template/spec/containers/0/name", R"("c")"},
         {"/spec/template/spec/containers/1/image", R"("j")"},
         {"/spec/template/spec/containers/1/name", R"("c2")"},
         {"/metadata/generation", "2"}}},
       {"add an element",
        strategic_patch,
        POD_SPEC(R"({"containers":[{"name":"n","image":"j"}]})"),
        200,
        {{"/spec/template/spec/containers/0/name", R"("n")"},
         {"/spec/template/spec/containers/2/name", R"("c2")"}}},
       {"delete an element",
        strategic_patch,
        POD_SPEC(R"({"containers":[{"$patch":"delete","name":"c"}]})"),
        200,
        {{"/spec/template/spec/containers/0/name", R"("c2")"},
         {"/spec/template/spec/containers/1", ""}}},
       {"delete without a key",
        strategic_patch,
        POD_SPEC(R"({"containers":[{"$patch":"delete"}]})"),
        500,
        {{"/message", R"("map: map[$patch:delete] does not contain declared merge key: name")"}}},
       {"an element without a key",
        strategic_patch,
        POD_SPEC(R"({"containers":[{"image":"x"}]})"),
        500,
        {{"/message", R"("map: map[image:x] does not contain declared merge key: name")"}}},
       {"elements of another type", strategic_patch, POD_SPEC(R"({"containers":["x"]})"), 500},
       {"a list in an element",
        strategic_patch,
        POD_SPEC(R"({"containers":[{"name":"c","env":[{"name":"B","value":"3"},{"name":"C"}]}]})"),
        200,
        {{"/spec/template/spec/containers/0/env",
          R"([{"name":"A","value":"1"},{"name":"B","value":"3"},{"name":"C"}])"}}},
       {"replace a list",
        strategic_patch,
        POD_SPEC(
            R"({"containers":[{"name":"c","env":[{"$patch":"replace"},{"name":"Z","value":"9"}]}]})"),
        200,
        {{"/spec/template/spec/containers/0/env", R"([{"name":"Z","value":"9"}])"}}},
       {"a list that is not merged",
        strategic_patch,
        POD_SPEC(R"({"containers":[{"name":"c","args":["z"]}]})"),
        200,
        {{"/spec/template/spec/containers/0/args", R"(["z"])"}}},
       {"no list",
        strategic_patch,
        POD_SPEC(R"({"containers":[{"name":"c","env":null}]})"),
        200,
        {{"/spec/template/spec/containers/0/env", ""}}},
       {"ports by number",
        strategic_patch,
        POD_SPEC(R"({"containers":[{"name":"c","ports":[{"containerPort":80,"name":"q"}]}]})"),
        200,
        {{"/spec/template/spec/containers/0/ports",
          R"([{"name":"q","containerPort":80,"protocol":"TCP"}])"}}},
       {"an order",
        strategic_patch,
        POD_SPEC(R"({"$setElementOrder/containers":[{"name":"c2"},{"name":"c"}]})"),
        200,
        {{"/spec/template/spec/containers/0/name", R"("c2")"}}},
       {"an order that leaves out what is patched", strategic_patch,
        POD_SPEC(R"({"$setElementOrder/containers":[{"name":"c"},{"name":"c2"}],
                     "containers":[{"name":"q","image":"x"}]})"),
        500},
       {"keys to retain",
        strategic_patch,
        POD_SPEC(R"({"volumes":[{"name":"v","$retainKeys":["name","hostPath"],
                                 "hostPath":{"path":"/x"}}]})"),
        200,
        {{"/spec/template/spec/volumes/0/emptyDir", ""},
         {"/spec/template/spec/volumes/0/hostPath/path", R"("/x")"}}},
       {"a second source", strategic_patch,
        POD_SPEC(R"({"volumes":[{"name":"v","hostPath":{"path":"/x"}}]})"), 422},
       {"tolerations are replaced",
        strategic_patch,
        POD_SPEC(R"({"tolerations":[{"key":"u","operator":"Exists"}]})"),
        200,
        {{"/spec/template/spec/tolerations", R"([{"key":"u","operator":"Exists"}])"}}},
       {"a field that is not there", strategic_patch, POD_SPEC(R"({"foo":{"a":1}})"), 200},
       {"strategy",
        strategic_patch,
        R"({"spec":{"strategy":{"$retainKeys":["type"],"type":"Recreate"}}})",
        200,
        {{"/spec/strategy", R"({"type":"Recreate"})"}}},
       {"a merge patch replaces the list",
        merge_patch,
        POD_SPEC(R"({"containers":[{"name":"z","image":"z"}]})"),
        200,
        {{"/spec/template/spec/containers/0/name", R"("z")"},
         {"/spec/template/spec/containers/1", ""}}},
       {"a number in a text", merge_patch, R"({"spec":{"replicas":"x"}})", 422},
       {"validation",
        merge_patch,
        R"({"spec":{"replicas":-1}})",
        422,
        {{"/details/causes/0/field", R"("spec.replicas")"}}},
       {"a default comes back",
        merge_patch,
        R"({"spec":{"replicas":null}})",
        200,
        {{"/spec/replicas", "1"}, {"/metadata/generation", "1"}}},
       {"status is left alone",
        merge_patch,
        R"({"status":{"replicas":3}})",
        200,
        {{"/status", "{}"}}}});
}

TEST_P(Patches, OfTheStatus) {
  const std::string base(deployment_base);
  std::string body = base;
  body.replace(body.find("{name}"), 6, "d");
  ASSERT_EQ(raw(Method::post, DEPLOYMENTS, body).code, 201);
  const auto answer = patch(DEPLOYMENTS "/d/status?fieldManager=controller", merge_patch,
                            R"({"spec":{"replicas":7},"status":{"replicas":3}})");
  EXPECT_EQ(answer.code, 200) << answer.body;
  EXPECT_EQ(at_pointer(answer.body, "/spec/replicas"), "1");
  EXPECT_EQ(at_pointer(answer.body, "/status/replicas"), "3");
  EXPECT_EQ(at_pointer(answer.body, "/metadata/generation"), "1");
  const json::value parsed = json::parse(answer.body);
  const json::array& managers = parsed.at_pointer("/metadata/managedFields").as_array();
  const auto found = std::ranges::find_if(managers, [](const json::value& entry) {
    return entry.at("manager").as_string() == "controller";
  });
  ASSERT_NE(found, managers.end()) << answer.body;
  EXPECT_EQ(json::serialize(found->at("fieldsV1")), R"({"f:status":{"f:replicas":{}}})");
  EXPECT_EQ(found->at("subresource").as_string(), "status");
  EXPECT_EQ(patch(DEPLOYMENTS "/nope/status", merge_patch, "{}").code, 404);
  EXPECT_EQ(patch(CONFIG_MAPS "/nope/status", merge_patch, "{}").code, 404);
}

TEST_P(Patches, Scale) {
  std::string body(deployment_base);
  body.replace(body.find("{name}"), 6, "d");
  ASSERT_EQ(raw(Method::post, DEPLOYMENTS "?fieldManager=maker", body).code, 201);
  const std::string path = DEPLOYMENTS "/d/scale";
  const auto read = raw(Method::get, path);
  EXPECT_EQ(read.code, 200);
  EXPECT_EQ(at_pointer(read.body, "/kind"), R"("Scale")");
  EXPECT_EQ(at_pointer(read.body, "/spec"), R"({"replicas":1})");
  EXPECT_EQ(at_pointer(read.body, "/status"), R"({"replicas":0,"selector":"app=d"})");

  const auto put = raw(Method::put, path + "?fieldManager=scaler",
                       R"({"metadata":{"name":"d"},"spec":{"replicas":3}})");
  EXPECT_EQ(put.code, 200) << put.body;
  EXPECT_EQ(at_pointer(put.body, "/spec/replicas"), "3");
  const auto scaled = raw(Method::get, DEPLOYMENTS "/d");
  EXPECT_EQ(at_pointer(scaled.body, "/spec/replicas"), "3");
  EXPECT_EQ(at_pointer(scaled.body, "/metadata/generation"), "2");
  EXPECT_EQ(at_pointer(scaled.body, "/metadata/managedFields/0"),
            R"({"manager":"scaler","operation":"Update","apiVersion":"apps/v1",)"
            R"("fieldsType":"FieldsV1","fieldsV1":{"f:spec":{"f:replicas":{}}},)"
            R"("subresource":"scale"})");

  for (const auto& [type, change] : std::vector<std::pair<const char*, const char*>>{
           {merge_patch, R"({"spec":{"replicas":4}})"},
           {strategic_patch, R"({"spec":{"replicas":4}})"},
           {json_patch, R"([{"op":"replace","path":"/spec/replicas","value":4}])"}}) {
    const auto patched = patch(path, type, change);
    EXPECT_EQ(patched.code, 200) << patched.body;
    EXPECT_EQ(at_pointer(patched.body, "/spec/replicas"), "4");
  }
  const auto negative = patch(path, merge_patch, R"({"spec":{"replicas":-1}})");
  EXPECT_EQ(negative.code, 422);
  EXPECT_EQ(at_pointer(negative.body, "/message"),
            R"j("Scale.autoscaling \"d\" is invalid: spec.replicas: Invalid value: -1: must be )j"
            R"j(greater than or equal to 0")j");
  EXPECT_EQ(patch(path, merge_patch, R"({"metadata":{"resourceVersion":"1"}})").code, 409);
  EXPECT_EQ(patch(path, merge_patch, R"({"metadata":{"name":"e"}})").code, 400);
  EXPECT_EQ(raw(Method::put, path, R"({"apiVersion":"apps/v1","kind":"Deployment"})").code, 400);
  EXPECT_EQ(raw(Method::get, DEPLOYMENTS "/nope/scale").code, 404);
  EXPECT_EQ(raw(Method::get, CONFIG_MAPS "/nope/scale").code, 404);
  EXPECT_EQ(raw(Method::post, path, "{}").code, 405);
}

TEST_P(Patches, OfWhatIsNotThere) {
  for (const char* type : {json_patch, merge_patch, strategic_patch}) {
    const auto answer = patch(CONFIG_MAPS "/nope", type, "no patch");
    EXPECT_EQ(answer.code, 404);
    EXPECT_EQ(at_pointer(answer.body, "/message"), R"("configmaps \"nope\" not found")");
  }
  EXPECT_EQ(patch(CONFIG_MAPS, merge_patch, "{}").code, 405);
}

TEST_P(Patches, WarnOfFieldsThatAreUnknownOrStandThereTwice) {
  ASSERT_EQ(raw(Method::post, CONFIG_MAPS, R"({"metadata":{"name":"a"}})").code, 201);
  const auto warning = [&](const char* type, const char* body) {
    const auto answer = patch(CONFIG_MAPS "/a", type, body);
    EXPECT_EQ(answer.code, 200) << answer.body;
    const auto* const found = answer.headers.find("Warning");
    return found != nullptr ? *found : std::string();
  };
  EXPECT_EQ(warning(merge_patch, R"({"foo":1})"), R"(299 - "unknown field \"foo\"")");
  EXPECT_EQ(warning(strategic_patch, R"({"metadata":{"foo":1}})"),
            R"(299 - "unknown field \"metadata.foo\"")");
  EXPECT_EQ(warning(merge_patch, R"({"data":{"z":"1","z":"2"}})"),
            R"(299 - "duplicate field \"data.z\"")");
  EXPECT_EQ(warning(json_patch, R"([{"op":"add","path":"/data/q","value":"1","foo":2}])"),
            R"(299 - "json patch unknown field \"[0].foo\"")");
}

}  // namespace
