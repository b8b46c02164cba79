// How members are held and when they are written.

#include <gmock/gmock.h>

#include "generated.hpp"

namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view time_rules =
    "value io.k8s.apimachinery.pkg.apis.meta.v1.Time Time k8s/time.hpp\n"
    "value io.k8s.apimachinery.pkg.api.resource.Quantity Quantity k8s/quantity.hpp\n"
    "value io.k8s.apimachinery.pkg.runtime.RawExtension RawJson k8s/raw_json.hpp";

/// A kind Box with one field, `field`, of that schema and row.
Input one_field(std::string_view schema, std::string_view go, std::string_view held,
                std::string_view written) {
  Input input;
  input.rule(time_rules)
      .define("io.k8s.apimachinery.pkg.apis.meta.v1.Time", R"({"type": "string"})")
      .define("io.k8s.apimachinery.pkg.api.resource.Quantity", R"({"type": "string"})")
      .define("io.k8s.apimachinery.pkg.runtime.RawExtension", R"({"type": "object"})")
      .define("Inner", R"({"type": "object", "properties": {"x": {"type": "string"}}})")
      .row("Inner", 1, "x", "string")
      .kind("Thing", "\"field\": " + std::string(schema))
      .row("Thing", 4, "field", go, held, written);
  return input;
}

struct Holding {
  std::string_view schema;
  std::string_view go;
  std::string_view held;
  std::string_view member;
};

class Held : public ::testing::TestWithParam<Holding> {};

TEST_P(Held, AsGoHoldsIt) {
  const Holding& each = GetParam();
  EXPECT_THAT(one_field(each.schema, each.go, each.held, "omitempty").header("test/v1/thing"),
              HasSubstr("  " + std::string(each.member) + " field{};\n"));
}

constexpr std::string_view string = R"({"type": "string"})";
constexpr std::string_view int32 = R"({"type": "integer", "format": "int32"})";
constexpr std::string_view int64 = R"({"type": "integer", "format": "int64"})";
constexpr std::string_view boolean = R"({"type": "boolean"})";
constexpr std::string_view number = R"({"type": "number", "format": "double"})";
constexpr std::string_view bytes = R"({"type": "string", "format": "byte"})";
constexpr std::string_view inner = R"({"$ref": "#/definitions/io.k8s.api.test.v1.Inner"})";
constexpr std::string_view time =
    R"({"$ref": "#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.Time"})";
constexpr std::string_view quantity =
    R"({"$ref": "#/definitions/io.k8s.apimachinery.pkg.api.resource.Quantity"})";
constexpr std::string_view raw =
    R"({"$ref": "#/definitions/io.k8s.apimachinery.pkg.runtime.RawExtension"})";

INSTANTIATE_TEST_SUITE_P(
    All, Held,
    ::testing::Values(
        Holding{string, "string", "value", "std::string"},
        Holding{string, "string:Name", "pointer", "std::optional<std::string>"},
        Holding{int32, "int32", "value", "std::int32_t"},
        Holding{int32, "int32", "pointer", "std::optional<std::int32_t>"},
        Holding{int64, "int64", "pointer", "std::optional<std::int64_t>"},
        Holding{boolean, "bool", "value", "bool"},
        Holding{boolean, "bool", "pointer", "std::optional<bool>"},
        Holding{number, "float64", "pointer", "std::optional<double>"},
        Holding{bytes, "bytes", "value", "Bytes"}, Holding{inner, "struct:Inner", "value", "Inner"},
        Holding{inner, "struct:Inner", "pointer", "Box<Inner>"},
        Holding{time, "struct:Time", "value", "Time"},
        Holding{time, "struct:Time", "pointer", "Time"},
        Holding{raw, "struct:RawExtension", "pointer", "RawJson"},
        Holding{quantity, "Quantity", "value", "Quantity"},
        Holding{quantity, "Quantity", "pointer", "std::optional<Quantity>"},
        Holding{R"({"type": "array", "items": {"type": "string"}})", "list", "value",
                "Array<std::string>"},
        Holding{R"({"type": "array", "items": {"type": "boolean"}})", "list", "value",
                "Array<bool>"},
        Holding{R"({"type": "array", "items": {"$ref": "#/definitions/io.k8s.api.test.v1.Inner"}})",
                "list", "value", "Array<Inner>"},
        Holding{R"({"type": "object", "additionalProperties": {"type": "string"}})", "map", "value",
                "Map<std::string>"},
        Holding{R"({"type": "object", "additionalProperties":
                    {"type": "array", "items": {"type": "string"}}})",
                "map", "value", "Map<Array<std::string>>"}));

TEST(Holding, WhatTheSchemaRequiresIsPlainHoweverGoHoldsIt) {
  Input input;
  input.define("Inner", R"({"type": "object", "properties": {"x": {"type": "string"}}})")
      .row("Inner", 1, "x", "string")
      .define("Spec", R"({"type": "object", "required": ["inner", "count"], "properties": {
          "inner": {"$ref": "#/definitions/io.k8s.api.test.v1.Inner"},
          "count": {"type": "integer", "format": "int32"}}})")
      .row("Spec", 1, "inner", "struct:Inner", "pointer")
      .row("Spec", 2, "count", "int32", "pointer")
      .kind("Thing", R"("spec": {"$ref": "#/definitions/io.k8s.api.test.v1.Spec"})")
      .row("Thing", 4, "spec", "struct:Spec", "value", "always");
  EXPECT_THAT(input.header("test/v1/thing"),
              HasSubstr("struct K8S_EXPORT Spec {\n  Inner inner{};\n  std::int32_t count{};\n"));
  EXPECT_THAT(input.source("test/v1/thing"),
              HasSubstr("{\"inner\", required},\n    {\"count\", required})"));
}

TEST(Holding, WrittenAlwaysIsToldAndOmitemptyIsNot) {
  EXPECT_THAT(one_field(int32, "int32", "value", "always").source("test/v1/thing"),
              HasSubstr("{\"field\", always}"));
  EXPECT_THAT(one_field(int32, "int32", "value", "omitempty").source("test/v1/thing"),
              Not(HasSubstr("{\"field\"")));
}

TEST(Holding, MembersStandInGosOrderNotByName) {
  Input input;
  input
      .kind("Thing", R"("alpha": {"type": "string"}, "beta": {"type": "string"},
                         "gamma": {"type": "string"})")
      .row("Thing", 6, "alpha", "string")
      .row("Thing", 4, "beta", "string")
      .row("Thing", 5, "gamma", "string");
  EXPECT_THAT(input.header("test/v1/thing"),
              HasSubstr("  meta::v1::ObjectMeta metadata{};\n  std::string beta{};\n"
                        "  std::string gamma{};\n  std::string alpha{};\n"));
  EXPECT_THAT(input.source("test/v1/thing"), HasSubstr("(metadata, beta, gamma, alpha)"));
}

TEST(Holding, FieldKindsComeFromTheRules) {
  Input input = one_field(string, "string", "value", "omitempty");
  input.rule("once io.k8s.api.test.v1.Thing field")
      .rule("write_only io.k8s.api.test.v1.Thing field")
      .rule("read_only io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta name");
  EXPECT_THAT(input.source("test/v1/thing"), HasSubstr("{\"field\", once | write_only}"));
  EXPECT_THAT(input.source("meta/v1/object_meta"), HasSubstr("{\"name\", read_only}"));
}

TEST(Holding, WithoutGosTypesWhatIsNotRequiredMayBeAbsentAndRequiredComesFirst) {
  Input input;
  input
      .define("example.stable.v1.Inner",
              R"({"type": "object", "properties": {"x": {"type": "string"}}})")
      .define("example.stable.v1.Spec", R"({"type": "object", "required": ["size"], "properties": {
          "cron": {"type": "string"}, "backup": {"$ref": "#/definitions/example.stable.v1.Inner"},
          "tags": {"type": "array", "items": {"type": "string"}},
          "size": {"type": "integer"}}})")
      .kind("Thing", R"("spec": {"$ref": "#/definitions/example.stable.v1.Spec"})")
      .row("Thing", 4, "spec", "struct:Spec", "value", "always");
  EXPECT_THAT(input.header("stable/v1/spec"),
              HasSubstr("struct K8S_EXPORT Spec {\n  std::int64_t size{};\n"
                        "  Box<Inner> backup{};\n  std::optional<std::string> cron{};\n"
                        "  Array<std::string> tags{};\n"));
}

}  // namespace
