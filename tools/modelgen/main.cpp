#include <cstddef>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "emit.hpp"
#include "inputs.hpp"
#include "output.hpp"
#include "schema_error.hpp"
#include "text.hpp"

namespace {

struct Arguments {
  std::vector<std::string> openapi{};
  std::vector<std::string> crds{};
  modelgen::ServerOptions server{};
  std::string go_types{};
  std::string rules{};
  std::string resources{};
  std::string save_resources{};
  std::string kinds{};
  std::string name_space{};
  std::string output = ".";
  bool check = false;
  modelgen::Selection selection{};
};

void add_options(CLI::App& app, Arguments& arguments) {
  const std::string from = "What to generate from";
  app.add_option("--openapi", arguments.openapi,
                 "OpenAPI documents, v2 or v3, as JSON; or a folder of v3 documents")
      ->check(CLI::ExistingPath)
      ->group(from);
  app.add_option("--crd", arguments.crds, "CustomResourceDefinition manifests, YAML or JSON")
      ->check(CLI::ExistingFile)
      ->group(from);
  app.add_option("--server", arguments.server.url,
                 "A running API server, such as `kubectl proxy` gives: http://127.0.0.1:8001")
      ->group(from);
  app.add_option("--kubeconfig", arguments.server.kubeconfig,
                 "A running API server, as a kubeconfig file names it")
      ->check(CLI::ExistingFile)
      ->group(from);
  app.add_option("--context", arguments.server.context, "Which context of the kubeconfig file")
      ->group(from);
  app.add_option("--kinds", arguments.kinds, "The kinds to generate, one a line; all without this")
      ->check(CLI::ExistingFile)
      ->group(from);

  const std::string what = "What it becomes";
  app.add_option("--namespace", arguments.name_space,
                 "The C++ namespace: shop::v1::Backup, and shop::Backup for the stable version. "
                 "Without it k8s::GROUP::VERSION")
      ->group(what);
  app.add_option("--output", arguments.output, "The folder for include/ and src/")
      ->capture_default_str()
      ->group(what);
  app.add_option("--sources", arguments.selection.sources,
                 "How many sources there are to be, src/NAMESPACE/models_1.cpp and so on; without "
                 "it as many as compile well")
      ->check(CLI::Range(1, 1000))
      ->group(what);
  app.add_flag("--with-descriptions", arguments.selection.with_descriptions,
               "The texts of the document become comments")
      ->group(what);
  app.add_flag("--check", arguments.check,
               "Write nothing; tell what would change, and fail if anything")
      ->group(what);

  const std::string own = "For the library's own models";
  app.add_option("--go-types", arguments.go_types,
                 "How Go's types hold each field (derive-go-types)")
      ->check(CLI::ExistingFile)
      ->group(own);
  app.add_option("--rules", arguments.rules, "What neither of them says (kubernetes.rules)")
      ->check(CLI::ExistingFile)
      ->group(own);
  app.add_option("--resources", arguments.resources,
                 "Short names and categories of kinds (resources.tsv); a running server tells them")
      ->check(CLI::ExistingFile)
      ->group(own);
  app.add_option("--save-resources", arguments.save_resources,
                 "Write the table that --resources reads")
      ->group(own);
  app.add_option("--release", arguments.selection.release, "The Kubernetes release, for links")
      ->capture_default_str()
      ->group(own);
}

modelgen::Sources read_sources(const Arguments& arguments) {
  modelgen::Sources sources;
  if (!arguments.go_types.empty()) {
    sources.go_types = modelgen::GoTypes::read(arguments.go_types);
  } else {
    sources.own_types = modelgen::LibraryTypes::built_in();
  }
  if (!arguments.rules.empty()) sources.rules = modelgen::Rules::read(arguments.rules);
  if (!arguments.resources.empty()) {
    sources.resources = modelgen::Resources::read(arguments.resources);
  }
  for (const std::string& path : arguments.openapi) modelgen::read_openapi(path, sources.document);
  for (const std::string& path : arguments.crds) modelgen::read_manifests(path, sources.document);
  if (!arguments.server.url.empty() || !arguments.server.kubeconfig.empty()) {
    modelgen::read_server(arguments.server, sources);
  }
  return sources;
}

/// Whether nothing changes, or all was written.
bool generate(Arguments& arguments) {
  modelgen::Selection& selection = arguments.selection;
  if (!arguments.kinds.empty()) selection.kinds = modelgen::Selection::read_kinds(arguments.kinds);
  if (!arguments.name_space.empty()) selection.root = arguments.name_space;
  const bool own = !arguments.go_types.empty();
  selection.origin = own ? "the OpenAPI document of Kubernetes " + selection.release
                         : modelgen::origin(arguments.openapi, arguments.crds, arguments.server);

  const modelgen::Sources sources = read_sources(arguments);
  if (!arguments.save_resources.empty()) {
    modelgen::write_file(arguments.save_resources, sources.resources.text());
  }
  std::vector<std::string> warnings;
  const auto model = modelgen::build_model(sources, selection, warnings);
  for (const std::string& warning : warnings) std::cerr << "k8s-modelgen: " << warning << '\n';
  if (model.empty()) throw modelgen::SchemaError("input", "it defines nothing to generate");
  const auto files =
      modelgen::emit(model, modelgen::lay_out(model, selection), sources.rules, selection);
  if (arguments.check) {
    return modelgen::check_files(files, arguments.output, selection, std::cout);
  }
  modelgen::write_files(files, arguments.output, selection);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "Turns what is known of an API into described C++ structs: OpenAPI documents, "
      "CustomResourceDefinitions, or what a running server tells.");
  app.set_version_flag("--version", std::string(K8S_VERSION));
  Arguments arguments;
  add_options(app, arguments);
  CLI11_PARSE(app, argc, argv);
  try {
    if (arguments.openapi.empty() && arguments.crds.empty() && arguments.server.url.empty() &&
        arguments.server.kubeconfig.empty()) {
      throw modelgen::SchemaError("arguments",
                                  "name a source: --openapi, --crd, --server or --kubeconfig");
    }
    modelgen::check_namespace(arguments.name_space);
    return generate(arguments) ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << "k8s-modelgen: " << error.what() << '\n';
    return 2;
  }
}
