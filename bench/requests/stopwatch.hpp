#pragma once

#include <chrono>

namespace bench {

/// Seconds of CPU that this process has used, all its threads together.
double cpu_seconds();

/// What a job takes, from the construction on.
class Stopwatch {
 public:
  /// Prints seconds of CPU, seconds, and the most memory that the process ever had, in KiB.
  void print() const;

 private:
  double cpu_ = cpu_seconds();
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

}  // namespace bench
