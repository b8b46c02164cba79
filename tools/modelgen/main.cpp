#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "emit.hpp"
#include "output.hpp"
#include "text.hpp"

namespace {

modelgen::Resources read_resources(const std::string& table,
                                   const std::vector<std::string>& discovery,
                                   const std::string& save) {
  modelgen::Resources resources;
  if (!table.empty()) resources = modelgen::Resources::read(table);
  if (!discovery.empty()) {
    std::vector<std::string> documents;
    for (const std::string& file : discovery) documents.push_back(modelgen::read_file(file));
    resources = modelgen::Resources::discover(documents);
  }
  if (!save.empty()) modelgen::write_file(save, resources.text());
  return resources;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "Turns the OpenAPI v2 document of a Kubernetes API server into described C++ structs.");
  std::string openapi;
  std::string go_types;
  std::string rules;
  std::string resources;
  std::vector<std::string> discovery;
  std::string save_resources;
  std::string kinds;
  std::string output = ".";
  modelgen::Selection selection;
  bool check = false;
  app.add_option("--openapi", openapi, "The OpenAPI v2 document")
      ->required()
      ->check(CLI::ExistingFile);
  app.add_option("--go-types", go_types, "How Go's types hold each field (derive-go-types)")
      ->check(CLI::ExistingFile);
  app.add_option("--rules", rules, "What neither of them says (kubernetes.rules)")
      ->check(CLI::ExistingFile);
  app.add_option("--resources", resources, "Short names and categories of kinds (resources.tsv)")
      ->check(CLI::ExistingFile);
  app.add_option("--discovery", discovery,
                 "Instead of --resources: what /api and /apis answer as APIGroupDiscoveryList")
      ->check(CLI::ExistingFile);
  app.add_option("--save-resources", save_resources, "Write the table that --resources reads");
  app.add_option("--kinds", kinds, "The kinds to generate, one a line; all without this")
      ->check(CLI::ExistingFile);
  app.add_option("--release", selection.release, "The Kubernetes release, for links and notes")
      ->capture_default_str();
  app.add_option("--output", output, "Where include/ and src/ stand")->capture_default_str();
  app.add_flag("--check", check, "Write nothing; tell what would change, and fail if anything");
  CLI11_PARSE(app, argc, argv);

  try {
    if (!kinds.empty()) selection.kinds = modelgen::Selection::read_kinds(kinds);
    const auto document = modelgen::Document::read(openapi);
    const auto model = modelgen::build_model(
        document, go_types.empty() ? modelgen::GoTypes() : modelgen::GoTypes::read(go_types),
        rules.empty() ? modelgen::Rules() : modelgen::Rules::read(rules),
        read_resources(resources, discovery, save_resources), selection);
    const auto files = modelgen::emit(model, modelgen::lay_out(model), selection);
    if (check) return modelgen::check_files(files, output, std::cout) ? 0 : 1;
    modelgen::write_files(files, output);
  } catch (const std::exception& error) {
    std::cerr << "k8s-modelgen: " << error.what() << '\n';
    return 2;
  }
  return 0;
}
