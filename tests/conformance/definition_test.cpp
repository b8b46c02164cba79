// What a server refuses of a CustomResourceDefinition, and what it takes.

#include <string>
#include <vector>

#include <boost/json.hpp>

#include "environment.hpp"

namespace {

using k8s::Method;
using ::testing::ElementsAreArray;
namespace json = boost::json;

constexpr const char* definition = R"({
 "apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
 "metadata":{"name":"backups.shop.example"},
 "spec":{"group":"shop.example","scope":"Namespaced",
  "names":{"kind":"Backup","plural":"backups","singular":"backup","listKind":"BackupList",
   "shortNames":["bk"],"categories":["all"]},
  "versions":[{"name":"v1","served":true,"storage":true,
   "subresources":{"status":{},"scale":{"specReplicasPath":".spec.replicas",
    "statusReplicasPath":".status.replicas"}},
   "additionalPrinterColumns":[{"name":"Size","type":"integer","jsonPath":".spec.size"}],
   "schema":{"openAPIV3Schema":{"type":"object","properties":{
    "spec":{"type":"object","properties":{"size":{"type":"integer"},"replicas":{"type":"integer"},
     "tags":{"type":"array","items":{"type":"string"}},
     "m":{"type":"object","additionalProperties":{"type":"string"}}}},
    "status":{"type":"object","properties":{"replicas":{"type":"integer"}}}}}}}]}})";

/// A merge patch, applied.
void merge(json::object& object, const json::object& patch) {
  for (const auto& [name, value] : patch) {
    if (value.is_null()) {
      object.erase(name);
    } else if (value.is_object() && object.contains(name) && object.at(name).is_object()) {
      merge(object.at(name).get_object(), value.get_object());
    } else {
      object[name] = value;
    }
  }
}

/// How a definition differs from the one above, and what the server says of it.
struct Changed {
  const char* definition;  // merge patches
  const char* version;
  std::vector<std::string> causes{};  // "field reason", without the reason's FieldValue
};

class Definitions : public conformance::Conformance {
 protected:
  /// Its causes; nothing if it is taken.
  [[nodiscard]] std::vector<std::string> ask(const json::object& changed) const {
    const auto answer = raw(Method::post,
                            "/apis/apiextensions.k8s.io/v1/"
                            "customresourcedefinitions?dryRun=All",
                            json::serialize(changed));
    if (answer.code == 201) return {};
    if (answer.code != 422) return {answer.body};
    std::vector<std::string> causes;
    const json::value body = json::parse(answer.body);
    for (const json::value& cause : body.at_pointer("/details/causes").as_array()) {
      const std::string reason(cause.at("reason").as_string());
      constexpr std::string_view prefix = "FieldValue";
      causes.push_back(std::string(cause.at("field").as_string()) + " " +
                       reason.substr(reason.starts_with(prefix) ? prefix.size() : 0));
    }
    return causes;
  }

  [[nodiscard]] std::vector<std::string> ask(const Changed& change) const {
    json::object changed = json::parse(definition).as_object();
    merge(changed, json::parse(change.definition).as_object());
    merge(changed.at("spec").at_pointer("/versions/0").as_object(),
          json::parse(change.version).as_object());
    return ask(changed);
  }

  /// Of a definition with this schema of a member more.
  [[nodiscard]] std::vector<std::string> ask_schema(const char* schema) const {
    json::object changed = json::parse(definition).as_object();
    changed.at("spec")
        .at_pointer("/versions/0/schema/openAPIV3Schema/properties/spec/properties")
        .as_object()["p"] = json::parse(schema);
    return ask(changed);
  }
};

CONFORMANCE_SERVERS(Definitions);

TEST_P(Definitions, SchemasThatAreTaken) {
  for (
      const char* const schema :
      {R"({"type":"object","additionalProperties":false})",
       R"({"type":"object","additionalProperties":true})",
       R"({"type":"string","additionalProperties":{"type":"string"}})",
       R"({"x-kubernetes-int-or-string":true})",
       R"({"type":"string","x-kubernetes-int-or-string":true})",
       R"({"x-kubernetes-int-or-string":true,"anyOf":[{"type":"integer"},{"type":"string"}]})",
       R"({"type":"string","anyOf":[{"minLength":1},{"maxLength":3}]})",
       R"({"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"oneOf":[{"required":["a"]},{"required":["b"]}]})",
       R"({"type":"string","not":{"enum":["x"]}})",
       R"({"type":"string","default":"b"})",
       R"({"type":"string","default":null})",
       R"({"type":"string","nullable":true,"default":null})",
       R"({"type":"string","enum":[]})",
       R"({"type":"string","enum":["a","a"]})",
       R"({"type":"string","enum":[1]})",
       R"({"type":"string","minimum":1})",
       R"({"type":"integer","minimum":5,"maximum":1})",
       R"({"type":"string","minLength":-1})",
       R"({"type":"integer","multipleOf":0})",
       R"({"type":"integer","multipleOf":-1})",
       R"({"type":"array","x-kubernetes-list-type":"set","items":{"type":"object","x-kubernetes-map-type":"atomic"}})",
       R"({"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["a"],"items":{"type":"object","properties":{"a":{"type":"string","default":"x"}}}})",
       R"({"type":"object","x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true})",
       R"({"type":"string","x-kubernetes-preserve-unknown-fields":true})",
       R"({"type":"string","x-kubernetes-validations":[{"rule":"self.size() > 1"}]})",
       R"({"type":"string","format":"rubbish"})",
       R"({"type":"string","format":"date-time"})",
       R"({"type":"string","nullable":true})",
       R"({"type":"string","bogus":1})",
       R"({"type":"string","example":"x","title":"t","externalDocs":{"url":"http://x"},"description":"d"})",
       R"({"type":"object","properties":{"a":{"type":"string"}},"allOf":[{"properties":{"q":{"minLength":1}}}]})",
       R"({"type":"object","properties":{"a":{"type":"string"}},"anyOf":[{"properties":{"a":{"minLength":1}}}]})",
       R"({"type":"array","items":{"type":"string"},"allOf":[{"items":{"minLength":1}}]})",
       R"({"x-kubernetes-int-or-string":true,"allOf":[{"anyOf":[{"type":"integer"},{"type":"string"}]},{"minimum":1}]})",
       R"({"x-kubernetes-int-or-string":true,"default":true})",
       R"({"type":"object","x-kubernetes-embedded-resource":true,"properties":{"spec":{"type":"object"}}})",
       R"({"type":"array","x-kubernetes-list-type":"set","items":{"type":"array","items":{"type":"string"}}})",
       R"({"type":"array","x-kubernetes-list-type":"set","items":{"type":"array","x-kubernetes-list-type":"atomic","items":{"type":"string"}}})",
       R"j({"type":"string","pattern":"(?P<n>a)"})j",
       R"({"type":"string","pattern":"(?i)a"})",
       R"j({"type":"string","pattern":"(?<n>a)"})j",
       R"({"type":"string","pattern":"\\pL"})",
       R"({"type":"string","pattern":"\\p{Greek}"})",
       R"({"type":"string","pattern":"\\z"})",
       R"({"type":"string","pattern":"[[:alpha:]]"})",
       R"({"type":"string","pattern":"\\Q[\\E"})",
       R"({"type":"string","pattern":"\\d+"})",
       R"({"type":"string","pattern":"[]a]"})",
       R"({"type":"string","pattern":"[^]a]"})",
       R"({"type":"string","pattern":"{"})",
       R"({"type":"string","pattern":"a{,2}"})",
       R"({"type":"string","pattern":"^*"})",
       R"({"type":"array","items":{"type":"string","default":"x"}})",
       R"({"type":"object","additionalProperties":{"type":"object","properties":{"a":{"type":"string","default":1}}}})",
       R"({"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"},"default":["a","a"]})"}) {
    EXPECT_THAT(ask_schema(schema), ElementsAreArray(std::vector<std::string>())) << schema;
  }
}

TEST_P(Definitions, SchemasThatAreRefused) {
  struct Case {
    const char* schema;
    std::vector<std::string> causes;  // below the schema
  };
  const std::vector<Case> cases{
      {R"({})", {"type Required"}},
      {R"({"type":"text"})", {"type NotSupported"}},
      {R"({"type":"array"})", {"items Required"}},
      {R"({"type":"array","items":[{"type":"string"}]})", {"items Forbidden"}},
      {R"({"type":"array","items":{}})", {"items.type Required"}},
      {R"({"$ref":"#/definitions/x"})", {"$ref Forbidden"}},
      {R"({"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":{"type":"string"}})",
       {"additionalProperties Forbidden"}},
      {R"({"x-kubernetes-int-or-string":true,"anyOf":[{"type":"string"},{"type":"integer"}]})",
       {"anyOf[0].type Forbidden", "anyOf[1].type Forbidden"}},
      {R"({"type":"string","anyOf":[{"type":"string"}]})", {"anyOf[0].type Forbidden"}},
      {R"({"type":"object","allOf":[{"properties":{"q":{"type":"string"}}}]})",
       {"allOf[0].properties[q].type Forbidden"}},
      {R"({"type":"string","not":{"default":"x"}})", {"not.default Forbidden"}},
      {R"({"type":"string","default":5})", {"default TypeInvalid"}},
      {R"({"type":"string","enum":["a"],"default":"b"})", {"default NotSupported"}},
      {R"({"type":"object","properties":{"a":{"type":"string"}},"default":{"b":"x"}})",
       {"default Invalid"}},
      {R"({"type":"object","required":["a"],"properties":{"a":{"type":"string"}},"default":{}})",
       {"default.a Required"}},
      {R"({"type":"string","pattern":"["})", {"pattern Invalid"}},
      {R"j({"type":"string","pattern":"(?=a)"})j", {"pattern Invalid"}},
      {R"({"type":"array","uniqueItems":true,"items":{"type":"string"}})",
       {"uniqueItems Forbidden"}},
      {R"({"type":"array","x-kubernetes-list-type":"bag","items":{"type":"string"}})",
       {"x-kubernetes-list-type NotSupported"}},
      {R"({"type":"string","x-kubernetes-list-type":"set"})", {"type Invalid"}},
      {R"({"type":"array","x-kubernetes-list-type":"set","items":{"type":"object"}})",
       {"items.x-kubernetes-map-type Invalid"}},
      {R"({"type":"array","x-kubernetes-list-type":"set","items":{"type":"string","nullable":true}})",
       {"items.nullable Forbidden"}},
      {R"({"type":"array","x-kubernetes-list-type":"map","items":{"type":"object","properties":{"a":{"type":"string"}}}})",
       {"x-kubernetes-list-map-keys Required"}},
      {R"({"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["z"],"items":{"type":"object","required":["z"],"properties":{"a":{"type":"string"}}}})",
       {"x-kubernetes-list-map-keys Invalid"}},
      {R"({"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["a"],"items":{"type":"object","properties":{"a":{"type":"string"}}}})",
       {"items.properties[a].default Required"}},
      {R"({"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["a","a"],"items":{"type":"object","required":["a"],"properties":{"a":{"type":"string"}}}})",
       {"x-kubernetes-list-map-keys Invalid"}},
      {R"({"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["a"],"items":{"type":"object","required":["a"],"properties":{"a":{"type":"object"}}}})",
       {"items.properties[a].type Invalid"}},
      {R"({"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["a"],"items":{"type":"string"}})",
       {"items.type Invalid"}},
      {R"({"type":"array","x-kubernetes-list-map-keys":["a"],"items":{"type":"object","properties":{"a":{"type":"string"}}}})",
       {"x-kubernetes-list-type Required"}},
      {R"({"type":"object","x-kubernetes-map-type":"x"})", {"x-kubernetes-map-type NotSupported"}},
      {R"({"type":"array","x-kubernetes-map-type":"atomic","items":{"type":"string"}})",
       {"type Invalid"}},
      {R"({"type":"object","x-kubernetes-embedded-resource":true})", {"properties Required"}},
      {R"({"type":"string","x-kubernetes-embedded-resource":true})",
       {"properties Required", "type Invalid"}},
      {R"({"type":"string","x-kubernetes-validations":[{"rule":""}]})",
       {"x-kubernetes-validations[0].rule Required"}},
      {R"({"type":"string","id":"x"})", {"id Forbidden"}},
      {R"({"type":"object","definitions":{"x":{"type":"string"}}})", {"definitions Forbidden"}},
      {R"({"type":"object","dependencies":{"x":["a"]}})", {"dependencies Forbidden"}},
      {R"({"type":"object","patternProperties":{"x":{"type":"string"}}})",
       {"patternProperties Forbidden"}},
      {R"({"type":"array","items":{"type":"string"},"additionalItems":{"type":"string"}})",
       {"additionalItems Forbidden"}},
      {R"({"type":"null"})", {"type NotSupported", "type Forbidden"}},
      {R"({"type":"array","items":{"type":"string"},"allOf":[{"items":{"type":"string"}}]})",
       {"allOf[0].items.type Forbidden"}},
      {R"({"type":"string","allOf":[{"description":"x","title":"y","nullable":true,"default":"z"}]})",
       {"allOf[0].default Forbidden", "allOf[0].description Forbidden",
        "allOf[0].nullable Forbidden", "allOf[0].title Forbidden"}},
      {R"({"type":"object","allOf":[{"x-kubernetes-preserve-unknown-fields":true,"x-kubernetes-embedded-resource":true,"x-kubernetes-int-or-string":true,"additionalProperties":{"type":"string"}}]})",
       {"allOf[0].additionalProperties Forbidden",
        "allOf[0].x-kubernetes-embedded-resource Forbidden",
        "allOf[0].x-kubernetes-int-or-string Forbidden",
        "allOf[0].x-kubernetes-preserve-unknown-fields Forbidden"}},
      {R"({"type":"object","properties":{"a":{"type":"string"}},"not":{"anyOf":[{"required":["a"],"type":"object"}]}})",
       {"not.anyOf[0].type Forbidden"}},
      {R"({"type":"array","items":{"type":"string"},"allOf":[{"x-kubernetes-list-type":"set"}]})",
       {"allOf[0].x-kubernetes-list-type Forbidden", "allOf[0].type Required"}},
      {R"({"type":"string","allOf":[{"x-kubernetes-validations":[{"rule":"true"}]}]})",
       {"allOf[0].x-kubernetes-validations Forbidden"}},
      {R"({"x-kubernetes-int-or-string":true,"x-kubernetes-preserve-unknown-fields":true})",
       {"x-kubernetes-preserve-unknown-fields Invalid"}},
      {R"({"x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true})",
       {"type Required"}},
      {R"({"type":"object","x-kubernetes-embedded-resource":true,"properties":{"metadata":{"type":"object","properties":{"labels":{"type":"object"}}},"kind":{"type":"integer"},"apiVersion":{"type":"string"}}})",
       {"properties[kind].type Invalid"}},
      {R"({"type":"array","x-kubernetes-list-type":"set"})", {"items Required"}},
      {R"({"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["a"]})",
       {"items Required", "items Required"}},
      {R"({"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["a"],"items":{"type":"object","nullable":true,"required":["a"],"properties":{"a":{"type":"string"}}}})",
       {"items.nullable Forbidden"}},
      {R"({"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["a"],"items":{"type":"object","required":["a"],"properties":{"a":{"type":"string","nullable":true}}}})",
       {"items.properties[a].nullable Forbidden"}},
      {R"({"type":"array","x-kubernetes-list-type":"set","x-kubernetes-list-map-keys":["a"],"items":{"type":"string"}})",
       {"x-kubernetes-list-type Invalid"}},
      {R"({"x-kubernetes-map-type":"atomic","x-kubernetes-preserve-unknown-fields":true})",
       {"type Required"}},
      {R"({"x-kubernetes-list-type":"set","x-kubernetes-preserve-unknown-fields":true})",
       {"type Required"}},
      {R"({"type":"object","properties":{"a":{"type":"array","items":{"type":"object","additionalProperties":{"type":"object","properties":{"z":{}}}}}}})",
       {"properties[a].items.additionalProperties.properties[z].type Required"}},
      {R"({"type":"object","additionalProperties":{}})", {"additionalProperties.type Required"}},
      {R"({"type":"object","x-kubernetes-preserve-unknown-fields":false})",
       {"x-kubernetes-preserve-unknown-fields Invalid"}},
      {R"({"type":"text","uniqueItems":true,"pattern":"("})",
       {"pattern Invalid", "type NotSupported", "uniqueItems Forbidden"}},
      {R"j({"type":"string","pattern":")"})j", {"pattern Invalid"}},
      {R"({"type":"string","pattern":"("})", {"pattern Invalid"}},
      {R"({"type":"string","pattern":"a**"})", {"pattern Invalid"}},
      {R"({"type":"string","pattern":"*"})", {"pattern Invalid"}},
      {R"({"type":"string","pattern":"a{2,1}"})", {"pattern Invalid"}},
      {R"({"type":"string","pattern":"[a-"})", {"pattern Invalid"}},
      {R"({"type":"string","pattern":"[z-a]"})", {"pattern Invalid"}},
      {R"({"type":"string","pattern":"\\1"})", {"pattern Invalid"}},
      {R"j({"type":"string","pattern":"(?!a)"})j", {"pattern Invalid"}},
      {R"({"type":"string","pattern":"x{1001}"})", {"pattern Invalid"}},
      {R"({"type":"string","pattern":"(?:a"})", {"pattern Invalid"}},
      {R"({"type":"string","pattern":"a\\"})", {"pattern Invalid"}},
      {R"({"type":"string","pattern":"\\e"})", {"pattern Invalid"}},
      {R"({"type":"string","pattern":"(?<=a)b"})", {"pattern Invalid"}},
      {R"({"type":"string","pattern":"+"})", {"pattern Invalid"}},
      {R"({"type":"string","pattern":"a|*"})", {"pattern Invalid"}},
      {R"j({"type":"string","pattern":"(*)"})j", {"pattern Invalid"}},
      {R"({"type":"array","items":{"type":"object","properties":{"a":{"type":"string"}}},"default":[{"a":"x","b":1}]})",
       {"default Invalid"}},
      {R"({"type":"object","default":{},"properties":{"a":{"type":"integer","default":1,"maximum":0}}})",
       {"properties[a].default Invalid"}},
      {R"({"type":"integer","minimum":5,"default":1})", {"default Invalid"}}};
  for (const Case& each : cases) {
    std::vector<std::string> causes;
    for (const std::string& cause : each.causes) {
      causes.push_back("spec.validation.openAPIV3Schema.properties[spec].properties[p]." + cause);
    }
    EXPECT_THAT(ask_schema(each.schema), ElementsAreArray(causes)) << each.schema;
  }
}

TEST_P(Definitions, WhatIsTaken) {
  const std::vector<Changed> cases{
      {R"({"spec":{"names":{"singular":null}}})", R"({})"},
      {R"({"spec":{"names":{"listKind":null}}})", R"({})"},
      {R"({"spec":{"names":{"shortNames":null}}})", R"({})"},
      {R"({"spec":{"names":{"categories":null}}})", R"({})"},
      {R"({"spec":{"names":{"kind":"backup"}}})", R"({})"},
      {R"({"spec":{"names":{"shortNames":["bk","bk"]}}})", R"({})"},
      {R"({})", R"({"served":false})"},
      {R"({})", R"({"schema":{"openAPIV3Schema":{"x-kubernetes-preserve-unknown-fields":true}}})"},
      {R"({})",
       R"({"schema":{"openAPIV3Schema":{"properties":{"metadata":{"type":"object","properties":{"name":{"type":"string","pattern":"^a"}}}}}}})"},
      {R"({})", R"({"schema":{"openAPIV3Schema":{"properties":{"spec":{"required":["zzz"]}}}}})"},
      {R"({})",
       R"({"schema":{"openAPIV3Schema":{"properties":{"spec":{"required":["size","size"]}}}}})"},
      {R"({})", R"({"subresources":{"scale":{"specReplicasPath":".spec.r[0]"}}})"},
      {R"({})", R"({"subresources":{"scale":{"labelSelectorPath":".status.sel"}}})"},
      {R"({})", R"({"subresources":{"log":{}}})"},
      {R"({})",
       R"({"additionalPrinterColumns":[{"name":"Size","type":"integer","jsonPath":".spec["}]})"},
      {R"({})",
       R"({"additionalPrinterColumns":[{"name":"Size","type":"integer","jsonPath":".spec.size","format":"int32"}]})"},
      {R"({})",
       R"({"additionalPrinterColumns":[{"name":"Size","type":"integer","jsonPath":".spec.size","priority":-1}]})"},
      {R"({})",
       R"({"additionalPrinterColumns":[{"name":"Size","type":"integer","jsonPath":".spec.size","description":"d"}]})"},
      {R"({})",
       R"({"additionalPrinterColumns":[{"name":"Size","type":"integer","jsonPath":".spec.tags[*]"}]})"},
      {R"({})",
       R"({"additionalPrinterColumns":[{"name":"Size","type":"integer","jsonPath":".spec.tags[?(@==\"x\")]"}]})"},
      {R"({})",
       R"({"additionalPrinterColumns":[{"name":"Size","type":"integer","jsonPath":".spec.size"},{"name":"Size","type":"integer","jsonPath":".spec.size"}]})"},
      {R"({})", R"({"selectableFields":[{"jsonPath":".spec.size"}]})"},
      {R"({"spec":{"conversion":{"strategy":"None"}}})", R"({})"},
      {R"({})", R"({"deprecated":true})"},
      {R"({"metadata":{"name":"backups.foo.k8s.io","annotations":{"api-approved.kubernetes.io":"unapproved, x"}},"spec":{"group":"foo.k8s.io"}})",
       R"({})"},
      {R"({"metadata":{"name":"backups.foo.k8s.io","annotations":{"api-approved.kubernetes.io":"https://example.com/pull/1"}},"spec":{"group":"foo.k8s.io"}})",
       R"({})"},
      {R"({"metadata":{"name":"backups.foo.k8s.io","annotations":{"api-approved.kubernetes.io":"unapproved"}},"spec":{"group":"foo.k8s.io"}})",
       R"({})"},
      {R"({})",
       R"({"schema":{"openAPIV3Schema":{"properties":{"apiVersion":{"type":"string","enum":["a"]}}}}})"},
      {R"({})", R"({"schema":{"openAPIV3Schema":{"required":["spec"]}}})"},
      {R"({})", R"({"selectableFields":[{"jsonPath":".status.replicas"}]})"},
      {R"({"spec":{"names":{"kind":"Pod"}}})", R"({})"}};
  for (const Changed& each : cases) {
    EXPECT_THAT(ask(each), ElementsAreArray(each.causes)) << each.definition << each.version;
  }
}

TEST_P(Definitions, WhatIsRefused) {
  const std::vector<Changed> cases{
      {R"({"metadata":{"name":"backups."},"spec":{"group":""}})",
       R"({})",
       {"metadata.name Invalid", "spec.group Required"}},
      {R"({"metadata":{"name":"backups.Shop.example"},"spec":{"group":"Shop.example"}})",
       R"({})",
       {"metadata.name Invalid", "spec.group Invalid"}},
      {R"({"metadata":{"name":"backups.shop"},"spec":{"group":"shop"}})",
       R"({})",
       {"spec.group Invalid"}},
      {R"({"metadata":{"name":"backups.shop.example."},"spec":{"group":"shop.example."}})",
       R"({})",
       {"metadata.name Invalid", "spec.group Invalid"}},
      {R"({"metadata":{"name":"backups.a/b"},"spec":{"group":"a/b"}})",
       R"({})",
       {"metadata.name Invalid", "spec.group Invalid"}},
      {R"({"metadata":{"name":"backups.shop_x.example"},"spec":{"group":"shop_x.example"}})",
       R"({})",
       {"metadata.name Invalid", "spec.group Invalid"}},
      {R"({"metadata":{"name":"backups.k8s.io"},"spec":{"group":"k8s.io"}})",
       R"({})",
       {"metadata.annotations[api-approved.kubernetes.io] Required"}},
      {R"({"metadata":{"name":"backups.foo.k8s.io"},"spec":{"group":"foo.k8s.io"}})",
       R"({})",
       {"metadata.annotations[api-approved.kubernetes.io] Required"}},
      {R"({"metadata":{"name":"backups.x.kubernetes.io"},"spec":{"group":"x.kubernetes.io"}})",
       R"({})",
       {"metadata.annotations[api-approved.kubernetes.io] Required"}},
      {R"({"metadata":{"name":"other.shop.example"}})", R"({})", {"metadata.name Invalid"}},
      {R"({"metadata":{"name":"Backups.shop.example"}})",
       R"({})",
       {"metadata.name Invalid", "metadata.name Invalid"}},
      {R"({"spec":{"names":{"kind":null}}})", R"({})", {"spec.names.kind Required"}},
      {R"({"spec":{"names":{"plural":null}}})",
       R"({})",
       {"metadata.name Invalid", "spec.names.plural Required"}},
      {R"({"spec":{"names":{"kind":"Back up"}}})", R"({})", {"spec.names.kind Invalid"}},
      {R"({"spec":{"names":{"kind":"1Backup"}}})", R"({})", {"spec.names.kind Invalid"}},
      {R"({"spec":{"names":{"kind":""}}})", R"({})", {"spec.names.kind Required"}},
      {R"({"spec":{"names":{"plural":"Backups"}}})",
       R"({})",
       {"metadata.name Invalid", "spec.names.plural Invalid"}},
      {R"({"spec":{"names":{"plural":""}}})",
       R"({})",
       {"metadata.name Invalid", "spec.names.plural Required"}},
      {R"({"spec":{"names":{"plural":"back.ups"}}})",
       R"({})",
       {"metadata.name Invalid", "spec.names.plural Invalid"}},
      {R"({"spec":{"names":{"singular":"Back"}}})", R"({})", {"spec.names.singular Invalid"}},
      {R"({"spec":{"names":{"listKind":"Backup"}}})", R"({})", {"spec.names.listKind Invalid"}},
      {R"({"spec":{"names":{"listKind":"x y"}}})", R"({})", {"spec.names.listKind Invalid"}},
      {R"({"spec":{"names":{"shortNames":["BK"]}}})",
       R"({})",
       {"spec.names.shortNames[0] Invalid"}},
      {R"({"spec":{"names":{"shortNames":[""]}}})", R"({})", {"spec.names.shortNames[0] Invalid"}},
      {R"({"spec":{"names":{"categories":["All"]}}})",
       R"({})",
       {"spec.names.categories[0] Invalid"}},
      {R"({"spec":{"scope":""}})", R"({})", {"spec.scope Required"}},
      {R"({"spec":{"scope":"namespaced"}})", R"({})", {"spec.scope NotSupported"}},
      {R"({"spec":{"scope":"Global"}})", R"({})", {"spec.scope NotSupported"}},
      {R"({"spec":{"scope":null}})", R"({})", {"spec.scope Required"}},
      {R"({"spec":{"scope":null}})", R"({})", {"spec.scope Required"}},
      {R"({})", R"({"storage":false})", {"spec.versions Invalid", "status.storedVersions Invalid"}},
      {R"({})", R"({"name":"V1"})", {"spec.versions[0].name Invalid", "spec.version Invalid"}},
      {R"({})", R"({"name":""})", {"spec.versions[0].name Invalid"}},
      {R"({})", R"({"name":"v 1"})", {"spec.versions[0].name Invalid", "spec.version Invalid"}},
      {R"({})", R"({"name":"1"})", {"spec.versions[0].name Invalid", "spec.version Invalid"}},
      {R"({})", R"({"name":"v1.0"})", {"spec.versions[0].name Invalid", "spec.version Invalid"}},
      {R"({})",
       R"({"name":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"})",
       {"spec.versions[0].name Invalid", "spec.version Invalid"}},
      {R"({})", R"({"schema":null})", {"spec.versions[0].schema.openAPIV3Schema Required"}},
      {R"({})",
       R"({"schema":{"openAPIV3Schema":null}})",
       {"spec.versions[0].schema.openAPIV3Schema Required"}},
      {R"({})",
       R"({"schema":{"openAPIV3Schema":null}})",
       {"spec.versions[0].schema.openAPIV3Schema Required"}},
      {R"({})",
       R"({"schema":{"openAPIV3Schema":{"type":null,"properties":null}}})",
       {"spec.validation.openAPIV3Schema.type Required"}},
      {R"({})",
       R"({"schema":{"openAPIV3Schema":{"type":null}}})",
       {"spec.validation.openAPIV3Schema.type Required"}},
      {R"({})",
       R"({"schema":{"openAPIV3Schema":{"nullable":true}}})",
       {"spec.validation.openAPIV3Schema Invalid",
        "spec.validation.openAPIV3Schema.nullable Forbidden"}},
      {R"({})",
       R"({"schema":{"openAPIV3Schema":{"x-kubernetes-preserve-unknown-fields":false}}})",
       {"spec.validation.openAPIV3Schema.x-kubernetes-preserve-unknown-fields Invalid"}},
      {R"({"spec":{"preserveUnknownFields":true}})",
       R"({})",
       {"spec.preserveUnknownFields Invalid"}},
      {R"({})",
       R"({"schema":{"openAPIV3Schema":{"properties":{"metadata":{"type":"object","properties":{"labels":{"type":"object"}}}}}}})",
       {"spec.validation.openAPIV3Schema.properties[metadata] Forbidden"}},
      {R"({})",
       R"({"schema":{"openAPIV3Schema":{"properties":{"metadata":{"type":"string"}}}}})",
       {"spec.validation.openAPIV3Schema.properties[metadata].type Invalid"}},
      {R"({})",
       R"({"schema":{"openAPIV3Schema":{"properties":{"kind":{"type":"integer"}}}}})",
       {"spec.validation.openAPIV3Schema.properties[kind].type Invalid"}},
      {R"({})",
       R"({"subresources":{"scale":{"specReplicasPath":"spec.replicas"}}})",
       {"spec.subresources.scale.specReplicasPath Invalid"}},
      {R"({})",
       R"({"subresources":{"scale":{"specReplicasPath":".status.replicas"}}})",
       {"spec.subresources.scale.specReplicasPath Invalid"}},
      {R"({})",
       R"({"subresources":{"scale":{"specReplicasPath":""}}})",
       {"spec.subresources.scale.specReplicasPath Required"}},
      {R"({})",
       R"({"subresources":{"scale":{"statusReplicasPath":".spec.replicas"}}})",
       {"spec.subresources.scale.statusReplicasPath Invalid"}},
      {R"({})",
       R"({"subresources":{"scale":{"statusReplicasPath":""}}})",
       {"spec.subresources.scale.statusReplicasPath Required"}},
      {R"({})",
       R"({"subresources":{"scale":{"labelSelectorPath":".metadata.labels"}}})",
       {"spec.subresources.scale.labelSelectorPath Invalid"}},
      {R"({})",
       R"({"subresources":{"scale":{"specReplicasPath":".spec"}}})",
       {"spec.subresources.scale.specReplicasPath Invalid"}},
      {R"({})",
       R"({"additionalPrinterColumns":[{"name":"Size","type":"int","jsonPath":".spec.size"}]})",
       {"spec.additionalPrinterColumns[0].type Invalid"}},
      {R"({})",
       R"({"additionalPrinterColumns":[{"name":"Size","type":"","jsonPath":".spec.size"}]})",
       {"spec.additionalPrinterColumns[0].type Required"}},
      {R"({})",
       R"({"additionalPrinterColumns":[{"name":"Size","type":"integer","jsonPath":""}]})",
       {"spec.additionalPrinterColumns[0].JSONPath Required"}},
      {R"({})",
       R"({"additionalPrinterColumns":[{"name":"Size","type":"integer","jsonPath":"spec.size"}]})",
       {"spec.additionalPrinterColumns[0].JSONPath Invalid"}},
      {R"({})",
       R"({"additionalPrinterColumns":[{"name":"","type":"integer","jsonPath":".spec.size"}]})",
       {"spec.additionalPrinterColumns[0].name Required"}},
      {R"({})",
       R"({"additionalPrinterColumns":[{"name":"Size","type":"integer","jsonPath":".spec.size","format":"int99"}]})",
       {"spec.additionalPrinterColumns[0].format Invalid"}},
      {R"({})",
       R"({"additionalPrinterColumns":[{}]})",
       {"spec.additionalPrinterColumns[0].name Required",
        "spec.additionalPrinterColumns[0].type Required",
        "spec.additionalPrinterColumns[0].JSONPath Required"}},
      {R"({})",
       R"({"selectableFields":[{"jsonPath":".spec.none"}]})",
       {"spec.selectableFields[0].jsonPath Invalid"}},
      {R"({})",
       R"({"selectableFields":[{"jsonPath":".metadata.name"}]})",
       {"spec.selectableFields[0].jsonPath Invalid"}},
      {R"({})",
       R"({"selectableFields":[{"jsonPath":".spec.m"}]})",
       {"spec.selectableFields[0].jsonPath Invalid"}},
      {R"({})",
       R"({"selectableFields":[{"jsonPath":".spec.size"},{"jsonPath":".spec.size"}]})",
       {"spec.selectableFields[1].jsonPath Duplicate"}},
      {R"({})",
       R"({"selectableFields":[{"jsonPath":".spec.size"},{"jsonPath":".spec.size"},{"jsonPath":".spec.size"},{"jsonPath":".spec.size"},{"jsonPath":".spec.size"},{"jsonPath":".spec.size"},{"jsonPath":".spec.size"},{"jsonPath":".spec.size"},{"jsonPath":".spec.size"}]})",
       {"spec.selectableFields[1].jsonPath Duplicate",
        "spec.selectableFields[2].jsonPath Duplicate",
        "spec.selectableFields[3].jsonPath Duplicate",
        "spec.selectableFields[4].jsonPath Duplicate",
        "spec.selectableFields[5].jsonPath Duplicate",
        "spec.selectableFields[6].jsonPath Duplicate",
        "spec.selectableFields[7].jsonPath Duplicate",
        "spec.selectableFields[8].jsonPath Duplicate"}},
      {R"({"spec":{"conversion":{"strategy":"Webhook"}}})",
       R"({})",
       {"spec.conversion.webhookClientConfig Required",
        "spec.conversion.conversionReviewVersions Required"}},
      {R"({"spec":{"conversion":{"strategy":"x"}}})",
       R"({})",
       {"spec.conversion.strategy NotSupported"}},
      {R"({"spec":{"conversion":{"strategy":"None","webhook":{"conversionReviewVersions":["v1"],"clientConfig":{"url":"https://a/b"}}}}})",
       R"({})",
       {"spec.conversion.webhookClientConfig Forbidden",
        "spec.conversion.conversionReviewVersions Forbidden"}},
      {R"({"spec":{"conversion":{"strategy":"Webhook","webhook":{"clientConfig":{"url":"https://a/b"}}}}})",
       R"({})",
       {"spec.conversion.conversionReviewVersions Required"}},
      {R"({"spec":{"conversion":{"strategy":"Webhook","webhook":{"conversionReviewVersions":["v1"],"clientConfig":{"url":"http://a/b"}}}}})",
       R"({})",
       {"spec.conversion.webhookClientConfig.url Invalid"}},
      {R"({"spec":{"conversion":{"strategy":"Webhook","webhook":{"conversionReviewVersions":["v1"],"clientConfig":{}}}}})",
       R"({})",
       {"spec.conversion.webhookClientConfig Required"}},
      {R"({"spec":{"conversion":{"strategy":"Webhook","webhook":{"conversionReviewVersions":["v9"],"clientConfig":{"url":"https://a/b"}}}}})",
       R"({})",
       {"spec.conversion.conversionReviewVersions Invalid"}},
      {R"({"spec":{"conversion":{"strategy":"Webhook","webhook":{"conversionReviewVersions":["v1"],"clientConfig":{"service":{"name":"a"}}}}}})",
       R"({})",
       {"spec.conversion.webhookClientConfig.service.name Required"}},
      {R"({"spec":{"conversion":{"strategy":"Webhook","webhook":{"conversionReviewVersions":["v1"],"clientConfig":{"service":{"name":"a","namespace":"b","path":"x"}}}}}})",
       R"({})",
       {"spec.conversion.webhookClientConfig.service.path Invalid",
        "spec.conversion.webhookClientConfig.service.path Invalid"}},
      {R"({"spec":{"conversion":{"strategy":"Webhook","webhook":{"conversionReviewVersions":["v1"],"clientConfig":{"service":{"name":"a","namespace":"b","port":0}}}}}})",
       R"({})",
       {"spec.conversion.webhookClientConfig.service.port Invalid"}},
      {R"({"spec":{"conversion":{"strategy":"Webhook","webhook":{"conversionReviewVersions":["v1","v1"],"clientConfig":{"url":"https://a/b","service":{"name":"a","namespace":"b"}}}}}})",
       R"({})",
       {"spec.conversion.webhookClientConfig Required",
        "spec.conversion.conversionReviewVersions[1] Invalid"}},
      {R"({})", R"({"deprecationWarning":"x"})", {"spec.versions[0].deprecationWarning Invalid"}},
      {R"({})",
       R"({"deprecated":true,"deprecationWarning":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"})",
       {"spec.versions[0].deprecationWarning Invalid"}},
      {R"({})",
       R"({"deprecated":true,"deprecationWarning":"a\nb"})",
       {"spec.versions[0].deprecationWarning Invalid"}},
      {R"({"metadata":{"name":"backups.foo.k8s.io","annotations":{"api-approved.kubernetes.io":""}},"spec":{"group":"foo.k8s.io"}})",
       R"({})",
       {"metadata.annotations[api-approved.kubernetes.io] Required"}},
      {R"({"metadata":{"name":"backups.foo.k8s.io","annotations":{"api-approved.kubernetes.io":"yes"}},"spec":{"group":"foo.k8s.io"}})",
       R"({})",
       {"metadata.annotations[api-approved.kubernetes.io] Invalid"}},
      {R"({})",
       R"({"schema":{"openAPIV3Schema":{"properties":null,"additionalProperties":{"type":"string"}}}})",
       {"spec.validation.openAPIV3Schema Invalid",
        "spec.validation.openAPIV3Schema.additionalProperties Forbidden"}},
      {R"({})",
       R"({"schema":{"openAPIV3Schema":{"properties":{"metadata":{"type":"object","default":{"name":"x"}}}}}})",
       {"spec.validation.openAPIV3Schema.properties[metadata].default Forbidden"}},
      {R"({})",
       R"({"schema":{"openAPIV3Schema":{"properties":{"metadata":{"type":"object","properties":{"name":{"type":"string","default":"x"}}}}}}})",
       {"spec.validation.openAPIV3Schema.properties[metadata].properties[name].default Forbidden"}},
      {R"({})",
       R"({"schema":{"openAPIV3Schema":{"minProperties":1}}})",
       {"spec.validation.openAPIV3Schema Invalid"}},
      {R"({})",
       R"({"schema":{"openAPIV3Schema":{"description":"d","title":"t","anyOf":[{"required":["spec"]}]}}})",
       {"spec.validation.openAPIV3Schema Invalid"}},
      {R"({"spec":{"names":{"shortNames":["X"]},"conversion":{"strategy":"x"}}})",
       R"({"subresources":{"scale":{"specReplicasPath":""}},"additionalPrinterColumns":[{"name":"Size","type":"x","jsonPath":".spec.size"}],"schema":{"openAPIV3Schema":{"properties":{"spec":{"properties":{"p":{"type":"text"}}}}}},"selectableFields":[{"jsonPath":""}],"deprecationWarning":"x"})",
       {"spec.versions[0].deprecationWarning Invalid", "spec.names.shortNames[0] Invalid",
        "spec.validation.openAPIV3Schema.properties[spec].properties[p].type NotSupported",
        "spec.subresources.scale.specReplicasPath Required",
        "spec.additionalPrinterColumns[0].type Invalid",
        "spec.selectableFields[0].jsonPath Required", "spec.conversion.strategy NotSupported"}},
      {R"({})",
       R"({"selectableFields":[{"jsonPath":""}]})",
       {"spec.selectableFields[0].jsonPath Required"}},
      {R"({})",
       R"({"selectableFields":[{"jsonPath":"spec.size"}]})",
       {"spec.selectableFields[0].jsonPath Invalid"}},
      {R"({})",
       R"({"selectableFields":[{"jsonPath":".spec.tags"}]})",
       {"spec.selectableFields[0].jsonPath Invalid"}},
      {R"({})",
       R"({"selectableFields":[{"jsonPath":".spec.tags[0]"}]})",
       {"spec.selectableFields[0].jsonPath Invalid"}},
      {R"({})",
       R"({"schema":{"openAPIV3Schema":{"properties":{"spec":{"properties":{"f0":{"type":"string"},"f1":{"type":"string"},"f2":{"type":"string"},"f3":{"type":"string"},"f4":{"type":"string"},"f5":{"type":"string"},"f6":{"type":"string"},"f7":{"type":"string"},"f8":{"type":"string"}}}}}},"selectableFields":[{"jsonPath":".spec.f0"},{"jsonPath":".spec.f1"},{"jsonPath":".spec.f2"},{"jsonPath":".spec.f3"},{"jsonPath":".spec.f4"},{"jsonPath":".spec.f5"},{"jsonPath":".spec.f6"},{"jsonPath":".spec.f7"},{"jsonPath":".spec.f8"}]})",
       {"spec.selectableFields TooMany"}}};
  for (const Changed& each : cases) {
    EXPECT_THAT(ask(each), ElementsAreArray(each.causes)) << each.definition << each.version;
  }
}

TEST_P(Definitions, AFormatThatNobodyKnowsIsWarnedOf) {
  json::object changed = json::parse(definition).as_object();
  changed.at("spec")
      .at_pointer("/versions/0/schema/openAPIV3Schema/properties/spec/properties/size")
      .as_object()["format"] = "int16";
  const auto answer = raw(Method::post,
                          "/apis/apiextensions.k8s.io/v1/"
                          "customresourcedefinitions?dryRun=All",
                          json::serialize(changed));
  EXPECT_EQ(answer.code, 201) << answer.body;
  const auto* const warning = answer.headers.find("Warning");
  ASSERT_NE(warning, nullptr);
  EXPECT_EQ(*warning, R"(299 - "unrecognized format \"int16\"")");
}

}  // namespace
