#pragma once

#include <string>
#include <vector>

namespace kubectl_tests {

/// One line of a scenario.
struct Step {
  enum class Kind {
    command,  // `$ get pods`: compared
    setup,    // `! get pods`: not compared, since servers differ in it on purpose
    watch,    // `&2 get pods -w`: goes on beside the next steps, which wait for its first lines
    await,    // `wait 3`: what began is compared once it has written so many lines in all
  };
  Kind kind = Kind::command;
  std::vector<std::string> arguments{};
  std::size_t lines = 0;  // of watch and await
  std::string text{};     // as it stands in the file
};

/// What kubectl is asked, in order, in a namespace of its own. Read from a file whose lines are
/// steps; those that begin with `#` are comments.
struct Scenario {
  std::string name{};
  std::vector<Step> steps{};
};

/// All scenarios of a folder, by name. \throws std::runtime_error naming file and line
[[nodiscard]] std::vector<Scenario> read_scenarios(const std::string& folder);

}  // namespace kubectl_tests
