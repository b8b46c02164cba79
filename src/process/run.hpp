#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace k8s::process {

/// A program to run to its end. No shell sees any of it.
struct Command {
  /// Path of the program; see find_program.
  std::string program{};
  /// Without the program's name.
  std::vector<std::string> arguments{};
  /// The whole environment, each as NAME=value.
  std::vector<std::string> environment{};
  /// It is run for the user at the terminal: it has our standard input and standard error. Else it
  /// reads nothing, and what it says on standard error is collected.
  bool interactive = false;
  std::chrono::milliseconds timeout = std::chrono::minutes(1);
  std::stop_token stop{};
  /// Of what it writes; whoever writes more is ended. Of standard error, the last part is kept.
  std::size_t most_output = std::size_t{1} << 20;
};

struct Outcome {
  enum class End {
    exited,
    signalled,
    not_started,
    timed_out,
    stopped,
    too_much_output,
  };
  End end = End::exited;
  /// The exit code, or the number of the signal.
  int code = 0;
  /// Why it was not started.
  std::error_code error{};
  std::string output{};
  std::string errors{};
};

/// Runs a program and waits for its end. Whatever ends the waiting earlier ends the program too,
/// with all that it started. Safe to call from any thread.
[[nodiscard]] Outcome run(const Command& command);

/// The path of a program: itself if it holds a slash, else found in the folders of $PATH as Go's
/// exec.LookPath does, which does not look into the working directory.
[[nodiscard]] std::optional<std::string> find_program(const std::string& name);

/// The environment of this process, with some variables set to other values.
/// \param others each as NAME=value; the last one of a name counts
[[nodiscard]] std::vector<std::string> environment_with(const std::vector<std::string>& others);

/// Whether standard input is a terminal.
[[nodiscard]] bool has_terminal();

}  // namespace k8s::process
