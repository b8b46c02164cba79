// What cannot be expressed is refused with its path; nothing gets a wrong type in silence.

#include <gmock/gmock.h>

#include "generated.hpp"
#include "schema_error.hpp"

namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view place = "definitions.io.k8s.api.test.v1.Thing.properties.field";

std::string problem_with(std::string_view schema, std::string_view go = "string") {
  Input input;
  input.kind("Thing", "\"field\": " + std::string(schema)).row("Thing", 4, "field", go);
  return input.problem();
}

TEST(Refusal, OfTypesThatNobodyKnows) {
  EXPECT_THAT(problem_with(R"({"type": "file"})"), StartsWith(std::string(place) + ".type: "));
  EXPECT_THAT(problem_with(R"({"type": "array"})"), StartsWith(std::string(place) + ": "));
  EXPECT_THAT(problem_with(R"({"type": "array", "items": {"type": "file"}})"),
              StartsWith(std::string(place) + ".items.type: "));
}

TEST(Refusal, OfReferencesToNothing) {
  EXPECT_THAT(problem_with(R"({"$ref": "#/definitions/Nobody"})", "struct:X"),
              StartsWith(std::string(place) + ": \"Nobody\" is not defined"));
  EXPECT_THAT(problem_with(R"({"$ref": "other.json#/X"})"),
              StartsWith(std::string(place) + ".$ref: "));
}

TEST(Refusal, WhenGoAndTheDocumentDisagree) {
  EXPECT_THAT(problem_with(R"({"type": "string"})", "int32"),
              StartsWith(std::string(place) + ": Go's type, int32,"));
  EXPECT_THAT(problem_with(R"({"type": "array", "items": {"type": "string"}})", "map"),
              StartsWith(std::string(place) + ": Go's type, map,"));
}

TEST(Refusal, OfFieldsThatGosTypesDoNotKnow) {
  Input field;
  field.kind("Thing", R"("field": {"type": "string"})");
  EXPECT_THAT(field.problem(), StartsWith(std::string(place) + ": the table of Go's types"));

  Input definition;
  definition.define("Spec", R"({"type": "object", "properties": {"x": {"type": "string"}}})")
      .kind("Thing", R"("spec": {"$ref": "#/definitions/io.k8s.api.test.v1.Spec"})")
      .row("Thing", 4, "spec", "struct:Spec");
  EXPECT_THAT(definition.problem(),
              StartsWith("definitions.io.k8s.api.test.v1.Spec: the table of Go's types"));
}

TEST(Refusal, OfTypesThatHideWhatModelsAreMadeOf) {
  Input input;
  input.define("Map", R"({"type": "object", "properties": {"x": {"type": "string"}}})")
      .row("Map", 1, "x", "string")
      .kind("Thing", R"("map": {"$ref": "#/definitions/io.k8s.api.test.v1.Map"})")
      .row("Thing", 4, "map", "struct:Map");
  EXPECT_EQ(input.problem(),
            "definitions.io.k8s.api.test.v1.Map: the name hides k8s::Map, which models need");
}

TEST(Refusal, OfTypesOfOneName) {
  Input input;
  const std::string_view plain = R"({"type": "object", "properties": {"x": {"type": "string"}}})";
  input.define("com.one.stable.v1.Size", plain)
      .define("com.two.stable.v1.Size", plain)
      .kind("Thing", R"("a": {"$ref": "#/definitions/com.one.stable.v1.Size"},
                         "b": {"$ref": "#/definitions/com.two.stable.v1.Size"})")
      .row("Thing", 4, "a", "struct:Size")
      .row("Thing", 5, "b", "struct:Size");
  EXPECT_EQ(input.problem(),
            "definitions.com.two.stable.v1.Size: its C++ name, k8s::stable::v1::Size, is that of "
            "com.one.stable.v1.Size");
}

TEST(Refusal, OfDefinitionsThatAreNothingButThemselves) {
  Input input;
  input
      .define("Loop",
              R"({"type": "array", "items": {"$ref": "#/definitions/io.k8s.api.test.v1.Loop"}})")
      .kind("Thing", R"("loop": {"$ref": "#/definitions/io.k8s.api.test.v1.Loop"})")
      .row("Thing", 4, "loop", "list");
  EXPECT_THAT(input.problem(), HasSubstr("a definition that is no struct contains itself"));
}

TEST(Refusal, OfMoreMembersThanATableTakes) {
  const auto with_members = [](int count) {
    Input input;
    std::string properties;
    for (int i = 0; i < count; ++i) {
      const std::string name = "m" + std::to_string(i);
      properties += (properties.empty() ? "\"" : ", \"") + name + R"(": {"type": "string"})";
      input.row("Thing", i + 4, name, "string");
    }
    input.kind("Thing", properties);
    return input.problem();
  };
  EXPECT_EQ(with_members(249), "");  // and metadata
  EXPECT_EQ(
      with_members(250),
      "definitions.io.k8s.api.test.v1.Thing: has 251 members, more than the 250 of a described "
      "struct");
}

TEST(Refusal, DoesNotReachWhatNoModelNeeds) {
  Input input;
  input.define("example.odd.v1.Odd", R"({"type": "heap"})").kind("Thing", "");
  EXPECT_EQ(input.problem(), "");
}

TEST(Refusal, OfKindsThatTheDocumentDoesNotDefine) {
  Input input;
  input.kind("Thing", "").select("Nothing");
  EXPECT_EQ(input.problem(), "test.k8s.io/v1 Nothing: the document does not define this kind");
}

TEST(Refusal, OfRulesThatNameNoField) {
  Input input;
  input.kind("Thing", "").rule("once io.k8s.api.test.v1.Thing nothing");
  EXPECT_THAT(input.problem(), HasSubstr("Thing has no field \"nothing\""));
}

TEST(Refusal, OfRulesThatNobodyKnows) {
  Input input;
  input.kind("Thing", "").rule("value A B").rule("twice A b");
  EXPECT_EQ(input.problem(), "test.rules:1: the form is: value DEFINITION TYPE HEADER");
}

TEST(Refusal, OfTablesWithBrokenRows) {
  Input input;
  input.kind("Thing", "").row("Other", 1, "x", "string", "sometimes");
  EXPECT_THAT(input.problem(), HasSubstr("\"sometimes\" is neither \"pointer\" nor \"value\""));
}

TEST(Refusal, OfWhatIsNoDocument) {
  const auto problem = [](std::string_view text) -> std::string {
    try {
      static_cast<void>(modelgen::Document::parse(text));
      return "";
    } catch (const modelgen::SchemaError& error) {
      return error.what();
    }
  };
  EXPECT_THAT(problem("<html>"), StartsWith("$: this is no JSON"));
  EXPECT_THAT(problem("[]"), StartsWith("$: must be an object"));
  EXPECT_THAT(problem(R"({"openapi": "4.0.0"})"), StartsWith("$.openapi: "));
  EXPECT_THAT(problem(R"({"info": {}})"), StartsWith("$.swagger: "));
  EXPECT_THAT(problem(R"({"swagger": "2.0", "definitions": []})"),
              StartsWith("$.definitions: must be an object"));
}

}  // namespace
