#include "runner.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <thread>
#include <utility>

#include <boost/process/args.hpp>
#include <boost/process/child.hpp>
#include <boost/process/env.hpp>
#include <boost/process/environment.hpp>
#include <boost/process/exe.hpp>
#include <boost/process/io.hpp>
#include <boost/process/start_dir.hpp>
#include <k8s/error.hpp>
#include <k8s/testing/control_plane.hpp>

#include "mapping.hpp"
#include "program.hpp"

namespace kubectl_tests {
namespace {

namespace process = boost::process;
using program_tests::Folder;
using program_tests::Program;

constexpr auto longest_command = std::chrono::seconds(60);
constexpr auto longest_watch = std::chrono::seconds(20);

template <class Condition>
bool wait_until(Condition condition, std::chrono::seconds longest) {
  const auto deadline = std::chrono::steady_clock::now() + longest;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

/// One run of kubectl.
class Command {
 public:
  Command(const std::string& kubectl, const std::vector<std::string>& arguments,
          const std::string& kubeconfig, std::string output)
      : output_(std::move(output)),
        child_(process::exe = kubectl, process::args = arguments,
               process::env = environment(kubeconfig), process::start_dir = K8S_MANIFESTS,
               (process::std_out & process::std_err) > output_, process::std_in.close()) {}

  Outcome wait() {
    // Boost's own wait_for cannot be relied on where several children run.
    if (!wait_until([this] { return !child_.running(); }, longest_command)) {
      child_.terminate();
      return {.exit_code = -1, .output = "it does not end; so far it wrote\n" + text()};
    }
    return {.exit_code = child_.exit_code(), .output = mapped(text())};
  }

  /// Gives up after a time: then what it wrote says what was wrong.
  void await_lines(std::size_t lines) const {
    (void)wait_until([&] { return count_lines() >= lines; }, longest_watch);
  }

  /// Ends it once it has written so many lines, or after a time.
  Outcome wait_for_lines(std::size_t lines) {
    await_lines(lines);
    child_.terminate();
    return {.exit_code = 0, .output = mapped(text())};
  }

 private:
  /// What is ours to choose alone: no plugins, no settings of whoever runs the tests.
  static process::environment environment(const std::string& kubeconfig) {
    process::environment variables;
    variables["PATH"] = "/usr/bin:/bin";
    variables["HOME"] = std::filesystem::path(kubeconfig).parent_path().string();
    variables["TMPDIR"] = variables["HOME"].to_string();
    variables["KUBECONFIG"] = kubeconfig;
    // What `edit` makes of any object: renames a key of the settings, or a member that has to be.
    variables["KUBE_EDITOR"] = "sed -i -e s/new:/newer:/ -e s/containerPort/containerPrt/";
    return variables;
  }

  [[nodiscard]] std::string text() const { return program_tests::read_file(output_); }
  [[nodiscard]] std::size_t count_lines() const {
    const std::string so_far = text();
    return static_cast<std::size_t>(std::count(so_far.begin(), so_far.end(), '\n'));
  }

  std::string output_;
  process::child child_;
};

/// A server, with the folder of its kubeconfig and of what kubectl keeps.
struct Side {
  Folder folder{};
  std::unique_ptr<Command> watch{};

  [[nodiscard]] std::string kubeconfig() const { return folder.file("kubeconfig"); }
};

}  // namespace

class Runner::State {
 public:
  State()
      : cluster_({.controllers = {"namespace-controller", "garbage-collector-controller"}}),
        program_({"--kubeconfig", sides_[1].kubeconfig()}) {
    kubectl_ = cluster_.assets() + "/kubectl";
    if (!std::filesystem::exists(kubectl_)) {
      throw k8s::ConfigError("there is no kubectl in " + cluster_.assets() +
                             ": scripts/controlplane builds one");
    }
    sides_[0].folder.write("kubeconfig", cluster_.kubeconfig());
    (void)program_.read_line();
  }

  const Comparison& result(const Scenario& scenario, std::size_t step) {
    const bool is_new = !results_.contains(scenario.name);
    std::vector<Comparison>& results = results_[scenario.name];
    if (is_new) run({"create", "namespace", scenario.name}, scenario.name);
    while (results.size() <= step) {
      results.push_back(run(scenario.steps[results.size()], scenario.name));
    }
    return results[step];
  }

 private:
  Comparison run(const Step& step, const std::string& namespace_) {
    switch (step.kind) {
      case Step::Kind::watch:
        for (Side& side : sides_) side.watch = start(side, step.arguments, namespace_, "watch");
        for (const Side& side : sides_) side.watch->await_lines(step.lines);
        return {};
      case Step::Kind::await:
        return {.real = sides_[0].watch->wait_for_lines(step.lines),
                .fake = sides_[1].watch->wait_for_lines(step.lines)};
      case Step::Kind::setup:
        run(step.arguments, namespace_);
        return {};
      case Step::Kind::command:
        break;
    }
    return run(step.arguments, namespace_);
  }

  Comparison run(const std::vector<std::string>& arguments, const std::string& namespace_) {
    const auto real = start(sides_[0], arguments, namespace_, "output");
    const auto fake = start(sides_[1], arguments, namespace_, "output");
    return {.real = real->wait(), .fake = fake->wait()};
  }

  [[nodiscard]] std::unique_ptr<Command> start(const Side& side, std::vector<std::string> arguments,
                                               const std::string& namespace_,
                                               const std::string& output) const {
    arguments.insert(arguments.begin(), "--namespace=" + namespace_);
    std::filesystem::remove(side.folder.file(output));
    return std::make_unique<Command>(kubectl_, arguments, side.kubeconfig(),
                                     side.folder.file(output));
  }

  std::array<Side, 2> sides_;  // real, fake
  k8s::testing::ControlPlane cluster_;
  Program program_;
  std::string kubectl_;
  std::map<std::string, std::vector<Comparison>> results_;
};

Runner::Runner() : state_(std::make_unique<State>()) {}
Runner::~Runner() = default;

const Comparison& Runner::result(const Scenario& scenario, std::size_t step) {
  return state_->result(scenario, step);
}

}  // namespace kubectl_tests
