#pragma once

#include <memory>
#include <string>
#include <vector>

#include "scenario.hpp"

namespace kubectl_tests {

/// What became of a command.
struct Outcome {
  int exit_code = 0;
  std::string output{};  // mapped; standard output and error
};

/// What both servers made of a step.
struct Comparison {
  Outcome real{};
  Outcome fake{};
};

/// Runs scenarios on a real API server and on k8s-fake-apiserver, one command after the other, each
/// on both at once.
class Runner {
 public:
  /// Starts both servers. \throws k8s::ConfigError if there is no real one, or no kubectl
  Runner();
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  /// Runs a scenario up to a step, as far as it has not been run, and tells of that step.
  const Comparison& result(const Scenario& scenario, std::size_t step);

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace kubectl_tests
