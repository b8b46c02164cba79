// Models of others: CustomResourceDefinitions and OpenAPI v3 documents, in a namespace of their
// own, with the library's types where Kubernetes has them.

#include <sstream>

#include <gmock/gmock.h>
#include <boost/json.hpp>

#include "emit.hpp"
#include "schema_error.hpp"

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* library_table =
    "definition\tform\ttype\theader\n"
    "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta\tstruct\tk8s::meta::v1::ObjectMeta\t"
    "k8s/models/meta/v1/object_meta.hpp\n"
    "io.k8s.api.core.v1.PodSpec\tstruct\tk8s::core::v1::PodSpec\t"
    "k8s/models/core/v1/pod_spec.hpp\n"
    "io.k8s.apimachinery.pkg.apis.meta.v1.Time\tvalue\tTime\tk8s/time.hpp\n";

/// A model in namespace shop.
struct Shop {
  modelgen::Sources sources{};
  modelgen::Selection selection{.origin = "a test", .root = "shop"};
  std::vector<std::string> warnings{};

  Shop() {
    std::istringstream table(library_table);
    sources.own_types = modelgen::LibraryTypes::read(table, "library-types.tsv");
  }

  modelgen::Files files() {
    const auto model = modelgen::build_model(sources, selection, warnings);
    return modelgen::emit(model, modelgen::lay_out(model, selection), sources.rules, selection);
  }
};

/// A CustomResourceDefinition of Backups, whose spec has these properties.
std::string manifest(std::string_view properties, std::string_view more = "") {
  return R"({"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
    "metadata": {"name": "backups.shop.example"}, "spec": {
      "group": "shop.example", "scope": "Namespaced",
      "names": {"kind": "Backup", "plural": "backups", "singular": "backup",
                "shortNames": ["bk"], "categories": ["all"]},
      "versions": [{"name": "v1", "served": true, "storage": true,
        "subresources": {"status": {}, "scale": {}},
        "schema": {"openAPIV3Schema": {"type": "object", "properties": {
          "spec": {"type": "object", "properties": {)" +
         std::string(properties) + "}" + std::string(more) + R"(},
          "status": {"type": "object", "properties": {"phase": {"type": "string"}}}}}}}]}})";
}

Shop shop_of(std::string_view properties, std::string_view more = "") {
  Shop shop;
  shop.sources.document.add_manifest(boost::json::parse(manifest(properties, more)));
  return shop;
}

std::string header_of(std::string_view properties, std::string_view more = "") {
  return shop_of(properties, more).files().at("include/shop/v1/backup.hpp");
}

TEST(CustomResource, HasAModelInTheNamespaceThatIsAskedFor) {
  const auto files = shop_of(R"("schedule": {"type": "string"})").files();
  const std::string& header = files.at("include/shop/v1/backup.hpp");
  EXPECT_THAT(header, HasSubstr("namespace shop::v1 {\n"));
  EXPECT_THAT(header, HasSubstr("class K8S_EXPORT Backup : public k8s::Model<Backup> {"));
  EXPECT_THAT(header, HasSubstr("  k8s::meta::v1::ObjectMeta metadata{};\n"
                                "  BackupSpec spec{};\n"
                                "  BackupStatus status{};\n"));
  EXPECT_THAT(header, HasSubstr("#include <k8s/models/meta/v1/object_meta.hpp>\n"));
  EXPECT_THAT(header, HasSubstr("namespace shop {\n\nusing shop::v1::Backup;\n"));
  EXPECT_THAT(files.at("include/shop/models.hpp"), HasSubstr("#include <shop/v1/backup.hpp>\n"));
}

TEST(CustomResource, KnowsWhatItsDefinitionSays) {
  const std::string source = shop_of("").files().at("src/shop/v1.cpp");
  EXPECT_THAT(source, HasSubstr(R"({.group = "shop.example",
     .version = "v1",
     .plural = "backups",
     .namespaced = true,
     .verbs = all_verbs | subresource_status | subresource_scale,
     .short_names = "bk",
     .categories = "all",)"));
  EXPECT_THAT(source, HasSubstr("{\"status\", read_only}"));
}

TEST(CustomResource, HoldsWhatIsNotRequiredAsAbsent) {
  EXPECT_THAT(header_of(R"("keep": {"type": "integer", "format": "int32"},
                           "schedule": {"type": "string"}, "paused": {"type": "boolean"},
                           "since": {"type": "string", "format": "date-time"},
                           "tags": {"type": "array", "items": {"type": "string"}},
                           "port": {"x-kubernetes-int-or-string": true,
                                    "anyOf": [{"type": "integer"}, {"type": "string"}]},
                           "labels": {"type": "object",
                                      "additionalProperties": {"type": "string"}})",
                        R"(, "required": ["schedule"])"),
              HasSubstr("struct K8S_EXPORT BackupSpec {\n"
                        "  std::string schedule{};\n"
                        "  std::optional<std::int32_t> keep{};\n"
                        "  k8s::Map<std::string> labels{};\n"
                        "  std::optional<bool> paused{};\n"
                        "  std::optional<k8s::IntOrString> port{};\n"
                        "  k8s::Time since{};\n"
                        "  k8s::Array<std::string> tags{};\n"));
}

TEST(CustomResource, BeginsWithWhatIsRequiredInItsOrder) {
  EXPECT_THAT(header_of(R"("a": {"type": "string"}, "b": {"type": "string"},
                           "c": {"type": "string"})",
                        R"(, "required": ["c", "b"])"),
              HasSubstr("  std::string c{};\n  std::string b{};\n"
                        "  std::optional<std::string> a{};\n"));
}

TEST(CustomResource, MakesStructsOfObjectsInside) {
  const std::string header = header_of(
      R"("issuerRef": {"type": "object", "properties": {"name": {"type": "string"}}},
         "stores": {"type": "array", "x-kubernetes-list-type": "map",
                    "x-kubernetes-list-map-keys": ["name"],
                    "items": {"type": "object", "properties": {"name": {"type": "string"}}}},
         "by-tier": {"type": "object", "additionalProperties":
                     {"type": "object", "properties": {"size": {"type": "integer"}}}})");
  EXPECT_THAT(header, HasSubstr("struct K8S_EXPORT BackupSpecIssuerRef {"));
  EXPECT_THAT(header, HasSubstr("  k8s::Box<BackupSpecIssuerRef> issuerRef{};\n"));
  EXPECT_THAT(header, HasSubstr("  k8s::Array<BackupSpecStores> stores{};\n"));
  EXPECT_THAT(header, HasSubstr("  k8s::Map<BackupSpecByTier> by_tier{};\n"));
}

TEST(CustomResource, HoldsAsRawJsonWhatNoTypeExpresses) {
  for (const std::string_view schema :
       {R"({"x-kubernetes-preserve-unknown-fields": true})", R"({"type": "object"})",
        R"({"oneOf": [{"type": "string"}, {"type": "object"}]})",
        R"({"type": "object", "properties": {"a": {"type": "string"}},
            "additionalProperties": {"type": "string"}})"}) {
    EXPECT_THAT(header_of("\"field\": " + std::string(schema)),
                HasSubstr("  k8s::RawJson field{};\n"))
        << schema;
  }
}

TEST(CustomResource, NamesWhatIsWrittenAsAMacroWithAnUnderscore) {
  EXPECT_THAT(header_of(R"("EOF": {"type": "string"}, "INT_MAX": {"type": "string"},
                           "X": {"type": "string"})"),
              HasSubstr("  std::optional<std::string> EOF_{};\n"
                        "  std::optional<std::string> INT_MAX_{};\n"
                        "  std::optional<std::string> X{};\n"));
}

TEST(CustomResource, MayHaveAnyTextInItsNames) {
  const std::string source =
      shop_of(R"("a\"b\n": {"type": "string"}, "what??/": {"type": "string"})")
          .files()
          .at("src/shop/v1.cpp");
  EXPECT_THAT(source, HasSubstr("{\"a_b_\", omit_empty, \"a\\\"b\\012\"}"));
  EXPECT_THAT(source, HasSubstr("\"what?\\?/\""));

  Shop shop;
  boost::json::value parsed = boost::json::parse(manifest(""));
  parsed.at("spec").at("names").as_object()["plural"] = "a\"b\\";
  shop.sources.document.add_manifest(parsed);
  EXPECT_THAT(shop.files().at("src/shop/v1.cpp"), HasSubstr(".plural = \"a\\\"b\\\\\","));
}

TEST(CustomResource, MayHaveFormatsOfItsOwn) {
  EXPECT_THAT(header_of(R"("a": {"type": "integer", "format": "port"},
                           "b": {"type": "number", "format": "decimal"},
                           "c": {"type": "string", "format": "colour"})"),
              HasSubstr("  std::optional<std::int64_t> a{};\n"
                        "  std::optional<double> b{};\n"
                        "  std::optional<std::string> c{};\n"));
}

TEST(CustomResource, HasNoKindThatHidesANamespaceOfItsModel) {
  for (const std::string name : {"std", "k8s", "NULL"}) {
    Shop shop;
    boost::json::value parsed = boost::json::parse(manifest(""));
    parsed.at("spec").at("names").as_object()["kind"] = name;
    shop.sources.document.add_manifest(parsed);
    EXPECT_THAT(([&shop] { static_cast<void>(shop.files()); }),
                ::testing::ThrowsMessage<modelgen::SchemaError>(
                    HasSubstr("the name \"" + name + "\" makes no name of a C++ type")));
  }
}

TEST(CustomResource, TakesCompositionBesideATypeAsValidation) {
  EXPECT_THAT(header_of(R"("field": {"type": "object", "oneOf": [{"required": ["a"]}],
                            "properties": {"a": {"type": "string", "not": {"enum": ["x"]}}}})"),
              HasSubstr("struct K8S_EXPORT BackupSpecField {\n"
                        "  std::optional<std::string> a{};\n"));
}

TEST(CustomResource, MayBeNullThoughItIsRequired) {
  Shop shop =
      shop_of(R"("field": {"type": "string", "nullable": true})", R"(, "required": ["field"])");
  const auto files = shop.files();
  EXPECT_THAT(files.at("include/shop/v1/backup.hpp"),
              HasSubstr("  std::optional<std::string> field{};\n"));
  EXPECT_THAT(files.at("src/shop/v1.cpp"), HasSubstr("{\"field\", always}"));
}

TEST(CustomResource, TellsWhichUnknownFieldsAreKept) {
  EXPECT_THAT(shop_of(R"("field": {"type": "object", "x-kubernetes-preserve-unknown-fields": true,
                          "properties": {"a": {"type": "string"}}})")
                  .files()
                  .at("src/shop/v1.cpp"),
              HasSubstr("K8S_DESCRIBE(BackupSpecField,\n    (a),\n    {\"\", preserve_unknown})"));
}

TEST(CustomResource, TakesWhatIsNullForAbsent) {
  EXPECT_THAT(header_of(R"("keep": {"type": "string", "format": null, "items": null},
                           "all": {"type": "object", "properties": null})"),
              HasSubstr("  k8s::RawJson all{};\n"
                        "  std::optional<std::string> keep{};\n"));
}

TEST(CustomResource, NeverGivesTwoStructsOneName) {
  const std::string header = header_of(
      R"("a-b": {"type": "object", "properties": {"x": {"type": "string"}}},
         "aB": {"type": "object", "properties": {"y": {"type": "string"}}})");
  EXPECT_THAT(header, HasSubstr("struct K8S_EXPORT BackupSpecAB {"));
  EXPECT_THAT(header, HasSubstr("struct K8S_EXPORT BackupSpecAB2 {"));
}

/// The properties m100, m101 and so on.
std::string many_properties(int count) {
  std::string properties;
  for (int i = 0; i < count; ++i) {
    properties += (i == 0 ? "\"m" : ", \"m") + std::to_string(100 + i) + R"(": {"type": "string"})";
  }
  return properties;
}

TEST(CustomResource, IsDescribedInPartsIfItHasMoreMembersThanOneDescriptionTakes) {
  const auto files = shop_of(many_properties(105)).files();
  const std::string& source = files.at("src/shop/v1.cpp");
  EXPECT_THAT(source, HasSubstr("K8S_DESCRIBE(BackupSpec,\n    (m100, m101, "));
  EXPECT_THAT(source, HasSubstr("K8S_DESCRIBE_MORE(BackupSpec, 2,\n    (m152, m153, "));
  EXPECT_THAT(source, HasSubstr("K8S_DESCRIBE_MORE(BackupSpec, 3,\n    (m204))\n"));
}

TEST(CustomResource, HoldsAsRawJsonWhatHasTooManyMembersAndSaysSo) {
  Shop shop = shop_of(R"("big": {"type": "object", "properties": {)" + many_properties(251) + "}}");
  EXPECT_THAT(shop.files().at("include/shop/v1/backup.hpp"), HasSubstr("  k8s::RawJson big{};\n"));
  EXPECT_THAT(shop.warnings,
              ElementsAre("CustomResourceDefinition backups.shop.example: "
                          "spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.big "
                          "has 251 members, more than the 250 of a described struct; it is held as "
                          "RawJson"));
}

TEST(CustomResource, HoldsAsRawJsonWhatHasTooManyRequiredMembers) {
  std::string names;
  for (int i = 0; i < 64; ++i) names += (i == 0 ? "\"m" : ", \"m") + std::to_string(100 + i) + '"';
  Shop shop = shop_of(R"("big": {"type": "object", "properties": {)" + many_properties(65) +
                      R"(}, "required": [)" + names + "]}");
  EXPECT_THAT(shop.files().at("include/shop/v1/backup.hpp"), HasSubstr("  k8s::RawJson big{};\n"));
  EXPECT_THAT(shop.warnings, ElementsAre(HasSubstr("has 64 required members, more than the 63")));
}

TEST(CustomResource, ThatCannotBeReadIsRefusedWithItsPlace) {
  const auto problem = [](const std::string& text) -> std::string {
    try {
      Shop shop;
      shop.sources.document.add_manifest(boost::json::parse(text));
      shop.files();
      return "";
    } catch (const std::exception& error) {
      return error.what();
    }
  };
  const std::string place =
      "CustomResourceDefinition backups.shop.example: "
      "spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.field";
  EXPECT_THAT(problem(manifest(R"("field": {"type": "file"})")), StartsWith(place + ".type: "));
  EXPECT_THAT(problem(manifest(R"("field": {"type": "array"})")), StartsWith(place + ": "));
  EXPECT_THAT(problem(R"({"apiVersion": "apiextensions.k8s.io/v1beta1",
                          "kind": "CustomResourceDefinition", "metadata": {"name": "x"}})"),
              HasSubstr("only apiextensions.k8s.io/v1"));
  EXPECT_THAT(problem(R"({"apiVersion": "apiextensions.k8s.io/v1",
                          "kind": "CustomResourceDefinition", "metadata": {"name": "x"},
                          "spec": {"group": "a.b"}})"),
              StartsWith("CustomResourceDefinition x: spec: has no \"names\""));
}

TEST(CustomResource, OfOtherKindsIsLeftOut) {
  modelgen::Document document;
  EXPECT_EQ(document.add_manifest(boost::json::parse(R"({"kind": "ConfigMap"})")), 0U);
  EXPECT_EQ(document.add_manifest(
                boost::json::parse(R"({"kind": "List", "items": [)" + manifest("") + "]}")),
            1U);
}

TEST(Descriptions, BecomeCommentsThatNothingEscapes) {
  Shop shop = shop_of(R"("field": {"type": "string", "description":
      "A path */ such as C:\\\nof a text that is so long that it does not fit into one line of a header file as they are here."})");
  EXPECT_THAT(shop.files().at("include/shop/v1/backup.hpp"), Not(HasSubstr("A path")));
  shop.selection.with_descriptions = true;
  EXPECT_THAT(shop.files().at("include/shop/v1/backup.hpp"),
              HasSubstr("  /// A path */ such as C:\n"
                        "  /// of a text that is so long that it does not fit into one line of a "
                        "header file as they are\n"
                        "  /// here.\n"
                        "  std::optional<std::string> field{};\n"));
}

TEST(Sources, AreAsManyAsAreAskedFor) {
  Shop shop = shop_of(R"("field": {"type": "string"})");
  shop.selection.sources = 4;
  const auto files = shop.files();
  for (const std::string_view number : {"1", "2", "3", "4"}) {
    EXPECT_EQ(files.count("src/shop/models_" + std::string(number) + ".cpp"), 1U);
  }
  EXPECT_THAT(files.at("src/shop/models_4.cpp"), Not(HasSubstr("#include")));
}

TEST(OpenApi3, IsReadLikeVersion2) {
  Shop shop;
  shop.sources.document.add_openapi(R"({"openapi": "3.0.0", "components": {"schemas": {
    "example.shop.v1.Order": {"type": "object",
      "x-kubernetes-group-version-kind": [
        {"group": "shop.example", "version": "v1", "kind": "Order"}],
      "properties": {
        "apiVersion": {"type": "string"}, "kind": {"type": "string"},
        "metadata": {"allOf": [{"$ref":
          "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"}], "default": {}},
        "pod": {"$ref": "#/components/schemas/io.k8s.api.core.v1.PodSpec"},
        "lines": {"type": "array", "items": {"allOf": [
          {"$ref": "#/components/schemas/example.shop.v1.Line"}], "default": {}}}}},
    "example.shop.v1.Line": {"type": "object",
      "properties": {"price": {"format": "int-or-string",
                               "oneOf": [{"type": "integer"}, {"type": "string"}]}}},
    "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta": {"type": "object"},
    "io.k8s.api.core.v1.PodSpec": {"type": "object"}}},
    "paths": {"/apis/shop.example/v1/namespaces/{namespace}/orders": {"post":
      {"x-kubernetes-action": "post", "x-kubernetes-group-version-kind":
        {"group": "shop.example", "version": "v1", "kind": "Order"}}}}})");
  const auto files = shop.files();
  EXPECT_THAT(files.at("include/shop/v1/order.hpp"),
              HasSubstr("  k8s::meta::v1::ObjectMeta metadata{};\n"
                        "  k8s::Array<Line> lines{};\n"
                        "  k8s::Box<k8s::core::v1::PodSpec> pod{};\n"));
  EXPECT_THAT(files.at("include/shop/v1/order.hpp"), HasSubstr("k8s::Array<Line> lines{};\n"));
  EXPECT_THAT(files.at("src/shop/v1.cpp"), HasSubstr(".plural = \"orders\""));
  EXPECT_EQ(files.count("include/shop/v1/pod_spec.hpp"), 0U) << "the library has it";
  EXPECT_THAT(files.at("src/shop/v1.cpp"), HasSubstr("template class Box<core::v1::PodSpec>;\n"));
}

TEST(OpenApi3, HoldsAsRawJsonWhatHasMembersOfSeveralDefinitions) {
  Shop shop;
  shop.sources.document.add_openapi(R"({"openapi": "3.0.0", "components": {"schemas": {
    "example.shop.v1.Base": {"type": "object", "properties": {"x": {"type": "string"}}},
    "example.shop.v1.Derived": {"type": "object", "properties": {"y": {"type": "string"}},
      "allOf": [{"$ref": "#/components/schemas/example.shop.v1.Base"}]},
    "example.shop.v1.User": {"type": "object", "properties": {
      "derived": {"$ref": "#/components/schemas/example.shop.v1.Derived"},
      "own": {"type": "object", "properties": {"z": {"type": "string"}},
              "allOf": [{"$ref": "#/components/schemas/example.shop.v1.Base"}]}}}}}})");
  EXPECT_THAT(shop.files().at("include/shop/v1/user.hpp"),
              HasSubstr("  k8s::RawJson derived{};\n  k8s::RawJson own{};\n"));
}

TEST(OpenApi3, HasSeveralDocumentsOfOneApi) {
  Shop shop;
  for (const std::string name : {"A", "B"}) {
    shop.sources.document.add_openapi(
        R"({"openapi": "3.0.0", "components": {"schemas": {"example.shop.v1.)" + name +
        R"(": {"type": "object", "properties": {"x": {"type": "string"}}},
            "example.shop.v1.Both": {"type": "object"}}}})");
  }
  const auto files = shop.files();
  for (const std::string_view each : {"a", "b", "both"}) {
    EXPECT_EQ(files.count("include/shop/v1/" + std::string(each) + ".hpp"), 1U) << each;
  }
}

}  // namespace
