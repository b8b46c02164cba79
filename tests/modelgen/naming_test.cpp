// Names of members, files and what stands in namespace k8s.

#include <filesystem>
#include <fstream>
#include <regex>

#include <gmock/gmock.h>

#include "generated.hpp"
#include "names.hpp"
#include "schema_error.hpp"
#include "text.hpp"

namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(MemberName, IsTheNameOnTheWire) {
  EXPECT_EQ(modelgen::member_name("containerPort", "$"), "containerPort");
  EXPECT_EQ(modelgen::member_name("clusterIPs", "$"), "clusterIPs");
}

TEST(MemberName, GetsAnUnderscoreWhereTheNameIsTaken) {
  for (const std::string_view keyword :
       {"namespace", "template", "operator", "default", "delete", "continue", "enum", "not", "int",
        "bool", "export", "requires", "and_eq", "co_await"}) {
    EXPECT_EQ(modelgen::member_name(keyword, "$"), std::string(keyword) + "_");
  }
  for (const std::string_view macro : {"stdin", "major", "minor", "linux", "unix"}) {
    EXPECT_EQ(modelgen::member_name(macro, "$"), std::string(macro) + "_");
  }
}

TEST(MemberName, RenamesWhatIsNoIdentifier) {
  EXPECT_EQ(modelgen::member_name("$ref", "$"), "ref_");
  EXPECT_EQ(modelgen::member_name("$schema", "$"), "schema_");
  EXPECT_EQ(modelgen::member_name("x-kubernetes-list-type", "$"), "x_kubernetes_list_type");
}

TEST(MemberName, IsNoneThatTheLanguageKeeps) {
  EXPECT_EQ(modelgen::member_name("9lives", "$"), "_9lives");
  EXPECT_EQ(modelgen::member_name("a--b", "$"), "a_b");
  EXPECT_EQ(modelgen::member_name("_Private", "$"), "Private");
  EXPECT_EQ(modelgen::member_name("_id", "$"), "_id");
}

TEST(MemberName, RefusesWhatMakesNoIdentifier) {
  for (const std::string_view name : {"", "$", "--"}) {
    EXPECT_THROW(modelgen::member_name(name, "$"), modelgen::SchemaError) << name;
  }
}

TEST(MemberName, IsToldBesideTheWireNameWhereThatDoesNotFollow) {
  Input input;
  input
      .kind("Thing", R"("$ref": {"type": "string"}, "namespace": {"type": "string"},
                         "x-kubernetes-map-type": {"type": "string"})")
      .row("Thing", 4, "$ref", "string")
      .row("Thing", 5, "namespace", "string")
      .row("Thing", 6, "x-kubernetes-map-type", "string");
  const std::string source = input.source("test/v1/thing");
  EXPECT_THAT(source, HasSubstr(R"({"ref_", omit_empty, "$ref"})"));
  EXPECT_THAT(source, HasSubstr(R"({"x_kubernetes_map_type", omit_empty, )"
                                R"("x-kubernetes-map-type"})"));
  EXPECT_THAT(source, HasSubstr("namespace_"));
  EXPECT_THAT(source, Not(HasSubstr("{\"namespace_\"")));
}

TEST(MemberName, IsNotThatOfAnotherMember) {
  Input input;
  input.kind("Thing", R"("a-b": {"type": "string"}, "a_b": {"type": "string"})")
      .row("Thing", 4, "a-b", "string")
      .row("Thing", 5, "a_b", "string");
  EXPECT_THAT(input.header("test/v1/thing"),
              HasSubstr("  std::string a_b{};\n  std::string a_b_{};\n"));
  EXPECT_THAT(input.source("test/v1/thing"), HasSubstr(R"({"a_b", omit_empty, "a-b"})"));
}

TEST(MemberName, OfAKindDoesNotHideAVerb) {
  for (const std::string verb : {"list", "refresh", "update", "update_status"}) {
    Input input;
    input.kind("Thing", '"' + verb + R"(": {"type": "string"})").row("Thing", 4, verb, "string");
    EXPECT_THAT(input.header("test/v1/thing"), HasSubstr("std::string " + verb + "_{};"));
  }
}

TEST(MemberName, OfAKindHidesNothingOfItsBase) {
  const std::string model = modelgen::read_file(K8S_SOURCE_DIR "/include/k8s/model.hpp");
  const std::regex member(R"(\n  (?:[\w:<>&*\[\]]+ )+\*?(\w+)(?:\(|;))");
  int found = 0;
  for (std::sregex_iterator each(model.begin(), model.end(), member), end; each != end; ++each) {
    const std::string name = (*each)[1];
    if (name == "Model") continue;
    ++found;
    EXPECT_TRUE(modelgen::is_verb(name)) << name;
  }
  EXPECT_GT(found, 15);
}

TEST(MemberName, DoesNotHideATypeOfTheSameStruct) {
  Input input;
  input.define("Inner", R"({"type": "object", "properties": {"x": {"type": "string"}}})")
      .row("Inner", 1, "x", "string")
      .kind("Thing", R"("Inner": {"$ref": "#/definitions/io.k8s.api.test.v1.Inner"})")
      .row("Thing", 4, "Inner", "struct:Inner");
  EXPECT_THAT(input.header("test/v1/thing"), HasSubstr("  Inner Inner_{};\n"));
}

TEST(NamespaceName, IsNoKeywordAndNoneOfTheLibrarys) {
  EXPECT_EQ(modelgen::namespace_name("apps"), "apps");
  EXPECT_EQ(modelgen::namespace_name("cert-manager"), "cert_manager");
  EXPECT_EQ(modelgen::namespace_name("default"), "default_");
  EXPECT_EQ(modelgen::namespace_name("testing"), "testing_");
}

TEST(SnakeCase, KeepsAcronymsTogether) {
  const std::pair<std::string_view, std::string_view> names[] = {
      {"PodSpec", "pod_spec"},
      {"HTTPGetAction", "http_get_action"},
      {"IngressTLS", "ingress_tls"},
      {"CSIVolumeSource", "csi_volume_source"},
      {"SELinuxOptions", "se_linux_options"},
      {"JSONSchemaProps", "json_schema_props"},
      {"PodIP", "pod_ip"},
      {"GRPCAction", "grpc_action"}};
  for (const auto& [type, file] : names) EXPECT_EQ(modelgen::snake_case(type), file);
}

// ---- lifting -------------------------------------------------------------------------------

constexpr std::string_view plain = R"({"type": "object", "properties": {"x": {"type": "string"}}})";

std::string lifted(const Input& input, std::string_view type, std::string_view rules = "") {
  std::istringstream text{std::string(rules)};
  const auto names =
      modelgen::lifted_names(input.document(), modelgen::Rules::read(text, "test.rules"));
  const auto found = names.find(type);
  return found == names.end() ? "" : found->second;
}

TEST(Lifting, TakesTheStableVersionThenTheNewest) {
  Input input;
  input.define("io.k8s.api.a.v1.Thing", plain)
      .define("io.k8s.api.a.v2beta1.Thing", plain)
      .define("io.k8s.api.b.v1.Other", plain)
      .define("io.k8s.api.b.v2.Other", plain)
      .define("io.k8s.api.b.v10.Other", plain);
  EXPECT_EQ(lifted(input, "Thing"), "io.k8s.api.a.v1.Thing");
  EXPECT_EQ(lifted(input, "Other"), "io.k8s.api.b.v10.Other");
}

TEST(Lifting, TakesAKindBeforeANestedStruct) {
  Input input;
  input.kind("Claim", "").define("io.k8s.api.core.v1.Claim", plain);
  EXPECT_EQ(lifted(input, "Claim"), "io.k8s.api.test.v1.Claim");
}

TEST(Lifting, LeavesANameThatSeveralGroupsShareUnlessARuleDecides) {
  Input input;
  input.define("io.k8s.api.a.v1.Subject", plain).define("io.k8s.api.b.v1.Subject", plain);
  EXPECT_EQ(lifted(input, "Subject"), "");
  EXPECT_EQ(lifted(input, "Subject", "lift Subject io.k8s.api.b.v1.Subject"),
            "io.k8s.api.b.v1.Subject");
}

TEST(Lifting, LeavesReservedNames) {
  Input input;
  input.define("io.k8s.apimachinery.pkg.apis.meta.v1.Condition", plain);
  EXPECT_EQ(lifted(input, "Condition"), "io.k8s.apimachinery.pkg.apis.meta.v1.Condition");
  EXPECT_EQ(lifted(input, "Condition", "reserved Condition"), "");
}

TEST(Lifting, StandsInTheHeaderOfTheType) {
  Input input;
  input.kind("Thing", "").rule("reserved ObjectMeta");
  EXPECT_THAT(input.header("test/v1/thing"), HasSubstr("\nusing test::v1::Thing;\n"));
  EXPECT_THAT(input.header("meta/v1/object_meta"), Not(HasSubstr("using ")));
}

/// A type that our own public headers declare in namespace k8s keeps its name to itself.
TEST(Lifting, ReservesWhatPublicHeadersDeclare) {
  const std::filesystem::path root = K8S_SOURCE_DIR;
  const auto rules = modelgen::Rules::read(root / "tools/modelgen/kubernetes.rules");
  const std::regex declaration(R"((?:class|struct|enum class|enum|using|concept) )"
                               R"((?:K8S_EXPORT )?([A-Z]\w+)\s*(?:[:{=]|final|$))");
  const std::string table = modelgen::read_file(root / "tools/modelgen/go-types.tsv");
  const auto kubernetes_has = [&](const std::string& type) {
    return table.find("." + type + "\t") != std::string::npos;
  };
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(root / "include/k8s")) {
    if (!entry.is_regular_file()) continue;
    std::istringstream text(modelgen::read_file(entry.path()));
    bool ours = false;
    for (std::string line; std::getline(text, line);) {
      if (line.starts_with("namespace ")) ours = line == "namespace k8s {";
      std::smatch match;
      // What stands at the left edge is declared in the namespace, not in a class.
      if (!ours || line.starts_with(' ') || !std::regex_search(line, match, declaration)) continue;
      ++count;
      EXPECT_TRUE(!kubernetes_has(match[1].str()) || rules.reserved.contains(match[1].str()))
          << match[1] << " of " << entry.path().filename()
          << " is missing among the reserved names of kubernetes.rules";
    }
  }
  EXPECT_GT(count, 40U);
}

}  // namespace
