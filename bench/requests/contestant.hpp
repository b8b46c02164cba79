#pragma once

#include <string>
#include <vector>

namespace bench {

/// What a job takes.
struct Cost {
  double cpu = 0;   // seconds
  double wall = 0;  // seconds
  double peak = 0;  // MiB, of the whole process
};

/// A program that does jobs against the server of its environment.
struct Contestant {
  enum class Role { baseline, ours, variant, peer };

  std::string name{};
  /// The job comes after it.
  std::vector<std::string> command{};
  Role role = Role::peer;
};

/// Does the job in a process of its own. That of "first" is to get an answer: it costs what the
/// process does from its start on; of the others the first answer is not counted.
/// \throws std::runtime_error if it fails; the process has said why
Cost run(const Contestant& contestant, const std::string& job);

/// Prints what the job prints. \throws std::runtime_error if it fails
void show(const Contestant& contestant, const std::string& job);

/// The least of each cost: whatever else the machine does only adds.
Cost least(const std::vector<Cost>& costs);

[[nodiscard]] double median(std::vector<double> values);

/// The median of each cost: for what depends on whether the system has client and server share a
/// core.
Cost median(const std::vector<Cost>& costs);

}  // namespace bench
