// The tutorial against a cluster of your choice. See `tutorial --help`.

#include <iostream>
#include <optional>

#include <CLI/CLI.hpp>
#include <k8s/k8s.hpp>
#include <k8s/testing/control_plane.hpp>
#include <k8s/testing/fake_cluster.hpp>

#include "tutorial.hpp"

namespace {

// Shows each request and the status of its answer between the lines of the story; the log has the
// headers behind a semicolon.
void show_requests() {
  k8s::config().debug = true;
  k8s::config().logger = [](k8s::LogLevel, std::string_view line) {
    std::cout << "    " << line.substr(0, line.find(';')) << '\n';
  };
}

// A namespace of its own in the user's cluster, removed at the end whatever happens.
class TemporaryNamespace {
 public:
  TemporaryNamespace() : namespace_({.generateName = "k8s-tutorial-"}) { namespace_.save(); }
  TemporaryNamespace(const TemporaryNamespace&) = delete;
  TemporaryNamespace& operator=(const TemporaryNamespace&) = delete;
  ~TemporaryNamespace() {
    try {
      namespace_.delete_();
    } catch (const k8s::Error& error) {
      std::cerr << "The namespace " << name() << " is left: " << error.what() << '\n';
    }
  }
  [[nodiscard]] const std::string& name() const { return namespace_.metadata.name; }

 private:
  k8s::Namespace namespace_;
};

void run_on_fake() {
  const k8s::testing::FakeCluster cluster({.https = true});
  k8s::config() = cluster.config();
  show_requests();
  run_tutorial("default", std::cout);
}

void run_on_control_plane() {
  const k8s::testing::ControlPlane cluster;
  k8s::config() = cluster.config();
  show_requests();
  run_tutorial("default", std::cout);
}

void run_on_kubeconfig(const std::string& file) {
  k8s::load_kube_config({.path = file});
  std::cout << "Using " << k8s::config().source << '\n';
  const TemporaryNamespace name_space;
  show_requests();
  run_tutorial(name_space.name(), std::cout);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Walks through the k8s library: every step, what was asked and what came back."};
  bool cluster = false;
  std::string kubeconfig;
  auto* cluster_flag = app.add_flag(
      "--cluster", cluster, "use a real API server, started for this run (scripts/controlplane)");
  app.add_option("--kubeconfig", kubeconfig, "use your own cluster, in a temporary namespace")
      ->excludes(cluster_flag)
      ->check(CLI::ExistingFile);
  CLI11_PARSE(app, argc, argv);

  try {
    if (cluster) {
      run_on_control_plane();
    } else if (!kubeconfig.empty()) {
      run_on_kubeconfig(kubeconfig);
    } else {
      run_on_fake();
    }
  } catch (const k8s::Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
