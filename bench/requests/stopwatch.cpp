#include "stopwatch.hpp"

#include <sys/resource.h>

#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>

namespace bench {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// Not ru_maxrss, which begins with what the process was before exec.
long peak() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (long kib = 0; word == "VmHWM:" && status >> kib) return kib;
  }
  throw std::runtime_error("/proc/self/status has no VmHWM");
}

}  // namespace

double cpu_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

void Stopwatch::print() const {
  const double cpu = cpu_seconds() - cpu_;
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - began_;
  std::cout << cpu << ' ' << wall.count() << ' ' << peak() << std::endl;
}

}  // namespace bench
