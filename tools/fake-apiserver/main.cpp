// k8s-fake-apiserver: k8s::testing::FakeCluster as a program, for tests in any language.

#include <csignal>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <k8s/testing/fake_cluster.hpp>

#include "kubeconfig_file.hpp"
#include "manifests.hpp"

namespace {

namespace fs = std::filesystem;
using k8s::testing::FakeCluster;
using k8s::testing::Fault;
using k8s::testing::parse_fault_script;

struct Arguments {
  std::uint16_t port = 0;
  fs::path kubeconfig{};
  std::vector<fs::path> definitions{};
  std::vector<fs::path> manifests{};
  std::vector<std::string> controllers{};
  std::vector<fs::path> faults{};
  std::int64_t latency = 0;  // in milliseconds
};

void declare(CLI::App& app, Arguments& arguments) {
  app.add_option("--port", arguments.port, "The port on 127.0.0.1; 0 takes a free one")
      ->capture_default_str();
  app.add_option("--kubeconfig", arguments.kubeconfig,
                 "Where to write how to reach the server, once it is ready; a temporary file "
                 "without this")
      ->type_name("FILE");
  app.add_option("--crds", arguments.definitions,
                 "CustomResourceDefinitions to begin with, before the other objects; as --load")
      ->type_name("PATH")
      ->check(CLI::ExistingPath);
  app.add_option("--load", arguments.manifests,
                 "Objects to begin with: a file of YAML documents or JSON, or a folder of such "
                 "files; may be given several times")
      ->type_name("PATH")
      ->check(CLI::ExistingPath);
  app.add_option("--controllers", arguments.controllers,
                 "Which controllers to simulate: deployment, replicaset, job, pods, or * for all")
      ->type_name("NAME,...")
      ->delimiter(',');
  app.add_option("--faults", arguments.faults,
                 "A script of what goes wrong, in YAML; may be given several times")
      ->type_name("FILE")
      ->check(CLI::ExistingFile);
  app.add_option("--latency", arguments.latency, "How long every answer takes, such as 20ms or 1s")
      ->type_name("TIME")
      ->transform(CLI::AsNumberWithUnit(std::map<std::string, std::int64_t>{{"ms", 1}, {"s", 1000}},
                                        CLI::AsNumberWithUnit::UNIT_REQUIRED))
      ->check(CLI::NonNegativeNumber);
}

/// The signals that end the program, for this thread and those that it starts from now on.
sigset_t block_end_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

void serve(const Arguments& arguments) {
  const sigset_t end_signals = block_end_signals();
  std::signal(SIGPIPE, SIG_IGN);
  const fake_apiserver::KubeconfigFile kubeconfig(arguments.kubeconfig);
  FakeCluster cluster({.remembered_requests = 1, .controllers = arguments.controllers});
  for (const auto* const paths : {&arguments.definitions, &arguments.manifests}) {
    for (const fs::path& path : *paths) {
      for (const fs::path& file : fake_apiserver::manifest_files(path)) {
        cluster.load(fake_apiserver::read_file(file), file.string());
      }
    }
  }
  if (arguments.latency > 0) {
    cluster.on({}, Fault::delay(std::chrono::milliseconds(arguments.latency)));
  }
  for (const fs::path& file : arguments.faults) {
    cluster.on(parse_fault_script(fake_apiserver::read_file(file), file.string()));
  }
  cluster.serve(arguments.port);
  kubeconfig.write(cluster.kubeconfig());
  std::cout << "k8s-fake-apiserver is ready at " << cluster.config().api_server << ", kubeconfig "
            << kubeconfig.path().string() << std::endl;
  int signal = 0;
  sigwait(&end_signals, &signal);
}

}  // namespace

int main(int argc, char** argv) {
  constexpr int failed = 1;
  constexpr int wrong_usage = 2;
  CLI::App app(
      "A Kubernetes API server in memory, for tests. It prints one line when it is ready, serves "
      "over HTTPS, and stops on SIGTERM or Ctrl-C.");
  Arguments arguments;
  declare(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : wrong_usage;
  }
  try {
    serve(arguments);
  } catch (const std::exception& error) {
    std::cerr << "k8s-fake-apiserver: " << error.what() << '\n';
    return failed;
  }
  return 0;
}
