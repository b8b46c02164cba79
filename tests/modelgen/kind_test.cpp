// Top-level kinds: constructors, what the server offers, the list of all.

#include <gmock/gmock.h>

#include "generated.hpp"
#include "schema_error.hpp"

namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Input with_spec() {
  Input input;
  input.define("Spec", R"({"type": "object", "properties": {"x": {"type": "string"}}})")
      .row("Spec", 1, "x", "string")
      .kind("Thing", R"("spec": {"$ref": "#/definitions/io.k8s.api.test.v1.Spec"})")
      .row("Thing", 4, "spec", "struct:Spec", "value", "always");
  return input;
}

TEST(Kind, DerivesFromModelWithoutApiVersionAndKind) {
  const std::string header = with_spec().header("test/v1/thing");
  EXPECT_THAT(header, HasSubstr("class K8S_EXPORT Thing : public Model<Thing> {\n public:\n"));
  EXPECT_THAT(header, Not(HasSubstr("apiVersion")));
  EXPECT_THAT(header, Not(HasSubstr(" kind{}")));
  EXPECT_THAT(header, HasSubstr("  K8S_KIND_PARTS(Thing)\n};\n"));
}

TEST(Kind, IsMadeOfItsMetadataAndSpec) {
  const std::string header = with_spec().header("test/v1/thing");
  EXPECT_THAT(header, HasSubstr("  using content_type = Spec;\n"));
  EXPECT_THAT(header, HasSubstr("  Thing();\n"
                                "  explicit Thing(const meta::v1::ObjectMeta& metadata);\n"
                                "  explicit Thing(meta::v1::ObjectMeta&& metadata);\n"
                                "  Thing(const meta::v1::ObjectMeta& metadata, const Spec& spec);\n"
                                "  Thing(meta::v1::ObjectMeta&& metadata, Spec&& spec);\n"
                                "  Thing(const Thing& other);\n"
                                "  Thing(Thing&& other) noexcept;\n"
                                "  ~Thing();\n"));
}

/// A kind that is made of its members in another order than they stand in.
Input with_constructor() {
  Input input;
  input
      .kind("Binding", R"("roleRef": {"type": "string"}, "subjects":
                           {"type": "array", "items": {"type": "string"}})")
      .row("Binding", 4, "subjects", "list")
      .row("Binding", 5, "roleRef", "string")
      .rule("constructor io.k8s.api.test.v1.Binding roleRef subjects");
  return input;
}

TEST(Kind, IsMadeOfWhatARuleSays) {
  const std::string header = with_constructor().header("test/v1/binding");
  EXPECT_THAT(header, HasSubstr("using content_type = std::string;"));
  EXPECT_THAT(header,
              HasSubstr("  Binding(meta::v1::ObjectMeta&& metadata, std::string&& roleRef);\n"));
  EXPECT_THAT(header, HasSubstr("  Binding(const meta::v1::ObjectMeta& metadata, "
                                "const std::string& roleRef,\n"
                                "          const Array<std::string>& subjects);\n"));
}

TEST(Kind, InitialisesItsMembersInTheirOrder) {
  EXPECT_THAT(with_constructor().source("test/v1/binding"),
              HasSubstr("      subjects(its_subjects),\n"
                        "      roleRef(its_roleRef) {}\n"));
}

TEST(Kind, WithoutContentIsMadeOfItsMetadata) {
  Input input;
  input.kind("Thing", "");
  const std::string header = input.header("test/v1/thing");
  EXPECT_THAT(header, Not(HasSubstr("content_type")));
  EXPECT_THAT(header, HasSubstr("  explicit Thing(meta::v1::ObjectMeta&& metadata);\n"
                                "  Thing(const Thing& other);\n"));
}

TEST(Kind, KnowsWhatTheServerOffers) {
  const std::string base = "/apis/test.k8s.io/v1/namespaces/{namespace}/thingies";
  Input input;
  input.kind("Thing", "\"status\": {\"type\": \"string\"}").row("Thing", 4, "status", "string");
  input.path(base, "post", "post", "Thing")
      .path("/apis/test.k8s.io/v1/thingies", "get", "list", "Thing")
      .path("/apis/test.k8s.io/v1/watch/thingies", "get", "watchlist", "Thing")
      .path(base + "/{name}", "get", "get", "Thing")
      .path(base + "/{name}/status", "put", "put", "Thing")
      .path(base + "/{name}/log", "get", "connect", "Thing");
  EXPECT_THAT(input.source("test/v1/thing"), HasSubstr(R"({.group = "test.k8s.io",
     .version = "v1",
     .plural = "thingies",
     .namespaced = true,
     .verbs = verb_create | verb_get | verb_list | verb_watch | subresource_status,
     .fields = {{"metadata", always},
                {"status", read_only}}})"));
}

TEST(Kind, KnowsTheNamesThatDiscoveryTells) {
  Input input;
  input.kind("Thing", "").resource("Thing", "thing", "th,tg", "all,things");
  EXPECT_THAT(input.source("test/v1/thing"),
              HasSubstr(".verbs = 0,\n     .short_names = \"th,tg\",\n"
                        "     .categories = \"all,things\",\n"));
  Input odd;
  odd.kind("Thing", "").resource("Thing", "ding", "", "");
  EXPECT_THAT(odd.source("test/v1/thing"), HasSubstr(",\n     .singular = \"ding\",\n"));
}

TEST(Resources, ComeFromAggregatedDiscovery) {
  const auto resources = modelgen::Resources::discover({
      R"({"kind": "APIGroupDiscoveryList", "items": [{"metadata": {"name": "apps"}, "versions": [
          {"version": "v1", "resources": [
            {"resource": "deployments", "responseKind": {"group": "apps", "version": "v1",
             "kind": "Deployment"}, "singularResource": "deployment", "shortNames": ["deploy"],
             "categories": ["all"], "subresources": [{"subresource": "scale",
             "responseKind": {"kind": "Scale"}}]}]}]}]})",
      R"({"kind": "APIGroupDiscoveryList", "items": [{"versions": [{"version": "v1", "resources": [
          {"resource": "pods", "responseKind": {"kind": "Pod"}, "singularResource": "pod",
           "shortNames": ["po", "p"]}]}]}]})",
  });
  EXPECT_EQ(resources.text(),
            "group\tversion\tkind\tsingular\tshort_names\tcategories\n"
            "\tv1\tPod\tpod\tpo,p\t\n"
            "apps\tv1\tDeployment\tdeployment\tdeploy\tall\n");
  EXPECT_THROW(static_cast<void>(modelgen::Resources::discover({"{}"})), modelgen::SchemaError);
}

TEST(Kind, OfTheWholeClusterIsNotNamespaced) {
  Input input;
  input.kind("Namespace", "")
      .path("/apis/test.k8s.io/v1/namespaces/{name}", "get", "get", "Namespace");
  EXPECT_THAT(input.source("test/v1/namespace"),
              HasSubstr(".plural = \"namespaces\",\n     .namespaced = false,"));
}

TEST(Kind, StandsInTheListOfAll) {
  const Input input = with_spec();
  EXPECT_THAT(input.source("kinds"), HasSubstr("      &kind_of<test::v1::Thing>(),\n"));
  EXPECT_THAT(input.header("all"), HasSubstr("#include <k8s/models/test/v1/thing.hpp>\n"));
}

TEST(Kind, InAListHasACompiledArray) {
  const Input input = with_spec();
  EXPECT_THAT(input.source("test/v1/thing"), HasSubstr("\ntemplate class Array<test::v1::Thing>;"));
}

TEST(Kind, InsideAStructKeepsTypeMetaOfThatStruct) {
  Input input;
  input
      .define("Reference", R"({"type": "object", "properties": {"kind": {"type": "string"},
                                "apiVersion": {"type": "string"}}})")
      .row("Reference", 1, "kind", "string")
      .row("Reference", 2, "apiVersion", "string")
      .kind("Thing", R"("ref": {"$ref": "#/definitions/io.k8s.api.test.v1.Reference"})")
      .row("Thing", 4, "ref", "struct:Reference", "pointer");
  EXPECT_THAT(input.header("test/v1/thing"),
              HasSubstr("struct K8S_EXPORT Reference {\n  std::string kind{};\n"
                        "  std::string apiVersion{};\n"));
}

}  // namespace
