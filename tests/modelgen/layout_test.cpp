// Which header a struct stands in, and in which order.

#include <gmock/gmock.h>

#include "generated.hpp"

namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Key;
using ::testing::Not;

std::string reference(std::string_view name) {
  return R"({"$ref": "#/definitions/io.k8s.api.)" + std::string(name) + "\"}";
}

/// A struct whose fields are pointers to other structs.
void add_struct(Input& input, std::string_view name, const std::vector<std::string_view>& fields,
                std::string_view held = "pointer") {
  std::vector<std::string> properties;
  int ordinal = 0;
  const std::string full =
      name.find('.') == std::string_view::npos ? "test.v1." + std::string(name) : std::string(name);
  for (const std::string_view field : fields) {
    const std::string member = "f" + std::to_string(++ordinal);
    const std::string target = field.find('.') == std::string_view::npos
                                   ? "test.v1." + std::string(field)
                                   : std::string(field);
    properties.push_back('"' + member + "\": " + reference(target));
    input.row("io.k8s.api." + full, ordinal, member, "struct:X", held);
  }
  if (fields.empty()) {
    properties.push_back(R"("x": {"type": "string"})");
    input.row("io.k8s.api." + full, 1, "x", "string");
  }
  std::string text;
  for (const std::string& each : properties) text += (text.empty() ? "" : ", ") + each;
  input.define("io.k8s.api." + full, R"({"type": "object", "properties": {)" + text + "}}");
}

Input& add_kind(Input& input, std::string_view name, std::string_view spec) {
  input.kind(name, "\"spec\": " + reference("test.v1." + std::string(spec)));
  return input.row(name, 4, "spec", "struct:X", "value", "always");
}

TEST(Layout, AStructThatOneHeaderUsesStandsInIt) {
  Input input;
  add_kind(input, "Thing", "Spec");
  add_struct(input, "Spec", {"Left", "Right"});
  add_struct(input, "Left", {"Deep"});
  add_struct(input, "Right", {"Deep"});
  add_struct(input, "Deep", {});
  const auto files = input.files();
  EXPECT_EQ(files.count("include/k8s/models/test/v1/deep.hpp"), 0U);
  const std::string header = input.header("test/v1/thing");
  EXPECT_LT(header.find("struct K8S_EXPORT Deep {"), header.find("struct K8S_EXPORT Left {"));
  EXPECT_LT(header.find("struct K8S_EXPORT Left {"), header.find("struct K8S_EXPORT Spec {"));
  EXPECT_LT(header.find("struct K8S_EXPORT Spec {"), header.find("class K8S_EXPORT Thing "));
}

TEST(Layout, AStructThatSeveralHeadersUseHasItsOwn) {
  Input input;
  add_kind(input, "One", "Spec");
  add_kind(input, "Two", "Spec");
  add_struct(input, "Spec", {"Deep"});
  add_struct(input, "Deep", {});
  EXPECT_THAT(input.header("test/v1/one"), HasSubstr("#include <k8s/models/test/v1/spec.hpp>"));
  EXPECT_THAT(input.header("test/v1/two"), HasSubstr("#include <k8s/models/test/v1/spec.hpp>"));
  EXPECT_THAT(input.header("test/v1/spec"), HasSubstr("struct K8S_EXPORT Deep {"));
}

TEST(Layout, AStructOfAnotherVersionHasItsOwnHeader) {
  Input input;
  add_kind(input, "Thing", "Spec");
  add_struct(input, "Spec", {"core.v1.Deep"});
  add_struct(input, "core.v1.Deep", {});
  EXPECT_THAT(input.header("core/v1/deep"), HasSubstr("namespace k8s::core::v1 {"));
  EXPECT_THAT(input.header("test/v1/thing"), HasSubstr("Box<core::v1::Deep> f1{};"));
}

TEST(Layout, AStructMayHoldItself) {
  Input input;
  add_kind(input, "Thing", "Spec");
  add_struct(input, "Spec", {"Spec"});
  const std::string header = input.header("test/v1/thing");
  EXPECT_THAT(header, HasSubstr("struct K8S_EXPORT Spec {\n  Box<Spec> f1{};\n"));
  EXPECT_THAT(header, Not(HasSubstr("struct Spec;")));
}

TEST(Layout, StructsThatHoldEachOtherStandInOneHeader) {
  Input input;
  add_kind(input, "Thing", "Left");
  add_kind(input, "Other", "Right");
  add_struct(input, "Left", {"Right"});
  add_struct(input, "Right", {"Left"});
  const std::string header = input.header("test/v1/left");
  EXPECT_THAT(header, HasSubstr("struct K8S_EXPORT Left {\n  Box<Right> f1{};\n"));
  EXPECT_THAT(header, HasSubstr("namespace k8s::test::v1 {\n\nstruct Right;\n"));
  EXPECT_THAT(input.files(), Not(Contains(Key("include/k8s/models/test/v1/right.hpp"))));
  EXPECT_THAT(input.header("test/v1/other"), HasSubstr("#include <k8s/models/test/v1/left.hpp>"));
}

TEST(Layout, RefusesAStructThatContainsItselfByValue) {
  Input input;
  add_kind(input, "Thing", "Left");
  add_struct(input, "Left", {"Right"}, "value");
  add_struct(input, "Right", {"Left"}, "value");
  EXPECT_THAT(input.problem(), HasSubstr("can never be empty"));
}

std::size_t descriptions(const std::string& source) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = source.find("K8S_DESCRIBE", at)) != std::string::npos; ++at) {
    ++count;
  }
  return count;
}

TEST(Layout, SplitsSourcesOfMoreThan25Structs) {
  Input input;
  std::vector<std::string> names;
  for (int i = 0; i < 48; ++i) names.push_back("S" + std::to_string(i));
  for (const std::string& name : names) add_struct(input, name, {});
  add_kind(input, "Thing", "Spec");
  add_struct(input, "Spec", {names.begin(), names.begin() + 24});
  add_kind(input, "Other", "Spare");
  add_struct(input, "Spare", {names.begin() + 24, names.end()});
  const auto files = input.files();
  EXPECT_EQ(files.count("src/models/test/v1.cpp"), 0U);
  for (const std::string_view number : {"1", "2", "3"}) {
    const std::string& source = files.at("src/models/test/v1_" + std::string(number) + ".cpp");
    EXPECT_LE(descriptions(source), 18U);
    EXPECT_GE(descriptions(source), 16U);
  }
}

TEST(Layout, PutsTheStructsOfOneVersionInOneSource) {
  Input input;
  add_kind(input, "Thing", "Spec");
  add_struct(input, "Spec", {"Deep"});
  add_struct(input, "Deep", {});
  add_kind(input, "Other", "Spec");
  const auto files = input.files();
  const std::string& source = files.at("src/models/test/v1.cpp");
  EXPECT_EQ(descriptions(source), 4U);
  EXPECT_THAT(source, HasSubstr("#include <k8s/models/test/v1/other.hpp>\n"
                                "#include <k8s/models/test/v1/spec.hpp>\n"
                                "#include <k8s/models/test/v1/thing.hpp>\n"));
}

}  // namespace
