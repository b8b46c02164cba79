// How the server merges a value: list types, map types, patch strategies.

#include <gmock/gmock.h>

#include "generated.hpp"

namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view inner = R"({"type": "object", "x-kubernetes-map-type": "atomic",
    "properties": {"x": {"type": "string"}}})";

/// The source of a kind with one field of that schema.
std::string source_with(std::string_view schema, std::string_view go) {
  Input input;
  input.define("Inner", inner)
      .row("Inner", 1, "x", "string")
      .kind("Thing", "\"field\": " + std::string(schema))
      .row("Thing", 4, "field", go);
  return input.source("test/v1/thing");
}

std::string strings_with(std::string_view words) {
  return source_with(
      R"({"type": "array", "items": {"type": "string"}, )" + std::string(words) + "}", "list");
}

TEST(Merging, OfListsIsTold) {
  EXPECT_THAT(strings_with(R"("x-kubernetes-list-type": "set")"),
              HasSubstr("{\"field\", list_set}"));
  EXPECT_THAT(strings_with(R"("x-kubernetes-list-type": "atomic")"),
              HasSubstr("{\"field\", atomic}"));
  EXPECT_THAT(strings_with(R"("description": "nothing")"), Not(HasSubstr("\"field\",")));
}

TEST(Merging, OfListsByKeysIsTold) {
  EXPECT_THAT(
      source_with(R"({"type": "array", "x-kubernetes-list-type": "map",
          "items": {"$ref": "#/definitions/io.k8s.api.test.v1.Inner"},
          "x-kubernetes-list-map-keys": ["containerPort", "protocol"],
          "x-kubernetes-patch-strategy": "merge,retainKeys",
          "x-kubernetes-patch-merge-key": "containerPort"})",
                  "list"),
      HasSubstr("{.member = \"field\", .flags = list_map | patch_merge | patch_retain_keys,\n"
                "                 .map_keys = \"containerPort,protocol\", .patch_key = "
                "\"containerPort\"}"));
}

TEST(Merging, OfAtomicStructsIsToldOfTheStructAndWhereItIsUsed) {
  const std::string source =
      source_with(R"({"$ref": "#/definitions/io.k8s.api.test.v1.Inner"})", "struct:Inner");
  EXPECT_THAT(source, HasSubstr("K8S_DESCRIBE(Inner,\n    (x),\n    {\"\", atomic})"));
  EXPECT_THAT(source, HasSubstr("{\"field\", atomic}"));
}

TEST(Merging, OfTheUseWinsOverThatOfTheStruct) {
  EXPECT_THAT(source_with(R"({"$ref": "#/definitions/io.k8s.api.test.v1.Inner",
                              "x-kubernetes-map-type": "granular"})",
                          "struct:Inner"),
              Not(HasSubstr("{\"field\",")));
}

TEST(Merging, OfMapsIsTold) {
  EXPECT_THAT(source_with(R"({"type": "object", "additionalProperties": {"type": "string"},
                              "x-kubernetes-map-type": "atomic"})",
                          "map"),
              HasSubstr("{\"field\", atomic}"));
}

TEST(Merging, OfWhatIsNotPrunedIsTold) {
  EXPECT_THAT(source_with(R"({"type": "object", "x-kubernetes-preserve-unknown-fields": true,
                              "x-kubernetes-embedded-resource": true})",
                          "interface"),
              HasSubstr("{\"field\", preserve_unknown | embedded_resource}"));
}

TEST(Merging, ThatNobodyKnowsIsRefused) {
  const auto problem = [](std::string_view words) {
    Input input;
    input
        .kind("Thing", R"("field": {"type": "array", "items": {"type": "string"}, )" +
                           std::string(words) + "}")
        .row("Thing", 4, "field", "list");
    return input.problem();
  };
  const std::string place = "definitions.io.k8s.api.test.v1.Thing.properties.field.";
  EXPECT_THAT(problem(R"("x-kubernetes-list-type": "heap")"),
              StartsWith(place + "x-kubernetes-list-type: "));
  EXPECT_THAT(problem(R"("x-kubernetes-list-type": "map")"),
              StartsWith(place + "x-kubernetes-list-map-keys: "));
}

}  // namespace
