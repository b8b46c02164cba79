#include "generated.hpp"

#include <sstream>

#include "schema_error.hpp"
#include "text.hpp"

namespace {

std::string full(std::string_view name) {
  const bool short_name = name.find('.') == std::string_view::npos;
  return (short_name ? "io.k8s.api.test.v1." : "") + std::string(name);
}

}  // namespace

Input& Input::define(std::string_view name, std::string_view schema) {
  definitions_.push_back('"' + full(name) + "\": " + std::string(schema));
  return *this;
}

Input& Input::kind(std::string_view name, std::string_view properties) {
  if (rows_.find("ObjectMeta\t1\t") == std::string::npos) {
    define("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta",
           R"({"type": "object", "properties": {"name": {"type": "string"}}})");
    row("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta", 1, "name", "string");
  }
  const std::string gvk =
      R"({"group": "test.k8s.io", "version": "v1", "kind": ")" + std::string(name) + "\"}";
  define(name, R"({"type": "object", "x-kubernetes-group-version-kind": [)" + gvk +
                   R"(], "properties": {
        "apiVersion": {"type": "string"}, "kind": {"type": "string"},
        "metadata": {"$ref": "#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"})" +
                   (properties.empty() ? "" : ", ") + std::string(properties) + "}}");
  row(name, 1, "kind", "string");
  row(name, 2, "apiVersion", "string");
  row(name, 3, "metadata", "struct:ObjectMeta", "value", "always");
  select(name);
  return *this;
}

Input& Input::path(std::string_view path, std::string_view method, std::string_view action,
                   std::string_view kind) {
  paths_.push_back('"' + std::string(path) + "\": {\"" + std::string(method) +
                   R"(": {"x-kubernetes-action": ")" + std::string(action) +
                   R"(", "x-kubernetes-group-version-kind": {"group": "test.k8s.io",
                       "version": "v1", "kind": ")" +
                   std::string(kind) + "\"}}}");
  return *this;
}

Input& Input::row(std::string_view definition, int ordinal, std::string_view field,
                  std::string_view kind, std::string_view held, std::string_view written) {
  std::ostringstream line;
  line << full(definition) << '\t' << ordinal << '\t' << field << '\t' << kind << '\t' << held
       << '\t' << written << '\n';
  rows_ += line.str();
  return *this;
}

Input& Input::rule(std::string_view line) {
  rules_ += std::string(line) + "\n";
  return *this;
}

Input& Input::resource(std::string_view kind, std::string_view singular,
                       std::string_view short_names, std::string_view categories) {
  resources_ += modelgen::join({"test.k8s.io", "v1", std::string(kind), std::string(singular),
                                std::string(short_names), std::string(categories)},
                               "\t") +
                "\n";
  return *this;
}

Input& Input::select(std::string_view kind) {
  selection_.kinds.push_back({"test.k8s.io", "v1", std::string(kind)});
  return *this;
}

modelgen::Document Input::document() const {
  return modelgen::Document::parse(R"({"swagger": "2.0", "definitions": {)" +
                                   modelgen::join(definitions_, ",\n") + R"(}, "paths": {)" +
                                   modelgen::join(paths_, ",\n") + "}}");
}

modelgen::Files Input::files() const {
  std::istringstream rows("definition\tordinal\tfield\tkind\theld\twritten\n" + rows_);
  std::istringstream rules(rules_);
  std::istringstream resources("group\tversion\tkind\tsingular\tshort_names\tcategories\n" +
                               resources_);
  modelgen::Sources sources{.document = document(),
                            .go_types = modelgen::GoTypes::read(rows, "go-types.tsv"),
                            .rules = modelgen::Rules::read(rules, "test.rules"),
                            .resources = modelgen::Resources::read(resources, "resources.tsv")};
  modelgen::Selection selection = selection_;
  selection.origin = "a test";
  std::vector<std::string> warnings;
  const auto model = modelgen::build_model(sources, selection, warnings);
  return modelgen::emit(model, modelgen::lay_out(model, selection), sources.rules, selection);
}

std::string Input::header(std::string_view path) const {
  const auto all = files();
  const auto found = all.find("include/k8s/models/" + std::string(path) + ".hpp");
  return found == all.end() ? "(not generated)" : found->second;
}

std::string Input::source(std::string_view path) const {
  std::string text;
  for (const auto& [name, each] : files()) {
    const bool its_own = name == "src/models/" + std::string(path) + ".cpp";
    const bool describes =
        each.find("#include <k8s/models/" + std::string(path) + ".hpp>") != std::string::npos &&
        each.find("<k8s/describe.hpp>") != std::string::npos;
    if (name.starts_with("src/") && (its_own || describes)) text += each;
  }
  return text.empty() ? "(not generated)" : text;
}

std::string Input::problem() const {
  try {
    static_cast<void>(files());
    return {};
  } catch (const std::exception& error) {
    return error.what();
  }
}
