#include "contestant.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <iostream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace bench {
namespace {

using Clock = std::chrono::steady_clock;

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// A program that runs, and what it prints.
class Process {
 public:
  Process(const Contestant& contestant, const std::string& job) {
    std::vector<std::string> command = contestant.command;
    command.push_back(job);
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
    std::vector<char*> arguments;
    for (std::string& word : command) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    process_ = ::fork();
    if (process_ < 0) throw std::runtime_error("no process");
    if (process_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      ::close(ends[0]);
      ::close(ends[1]);
      ::execvp(arguments.front(), arguments.data());
      ::_exit(127);
    }
    ::close(ends[1]);
    output_ = ends[0];
  }
  ~Process() { ::close(output_); }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  std::string read_line() {
    std::string line;
    for (char c = 0; ::read(output_, &c, 1) == 1 && c != '\n';) line += c;
    return line;
  }

  /// Waits for its end. Returns seconds of CPU, or less than nothing if it failed.
  double wait() {
    int status = 0;
    rusage used{};
    ::wait4(process_, &status, 0, &used);
    return status == 0 ? seconds(used.ru_utime) + seconds(used.ru_stime) : -1;
  }

 private:
  pid_t process_ = -1;
  int output_ = -1;
};

/// What `choose` takes of each figure.
template <class Choose>
Cost each_figure(const std::vector<Cost>& costs, Choose choose) {
  const auto chosen = [&](double Cost::* figure) {
    std::vector<double> values;
    std::ranges::transform(costs, std::back_inserter(values), figure);
    return choose(values);
  };
  return {.cpu = chosen(&Cost::cpu), .wall = chosen(&Cost::wall), .peak = chosen(&Cost::peak)};
}

std::runtime_error failure_of(const Contestant& contestant, const std::string& job) {
  return std::runtime_error(contestant.name + " fails at the job " + job);
}

}  // namespace

Cost run(const Contestant& contestant, const std::string& job) {
  const auto began = Clock::now();
  Process process(contestant, job);
  std::istringstream line(process.read_line());
  const std::chrono::duration<double> first_word = Clock::now() - began;
  const double whole_cpu = process.wait();
  Cost cost;
  line >> cost.cpu >> cost.wall >> cost.peak;
  if (!line || whole_cpu < 0) throw failure_of(contestant, job);
  cost.peak /= 1024;
  if (job == "first") {
    cost.cpu = whole_cpu;
    cost.wall = first_word.count();
  }
  return cost;
}

void show(const Contestant& contestant, const std::string& job) {
  Process process(contestant, job);
  for (std::string line; !(line = process.read_line()).empty();) std::cout << line << std::endl;
  if (process.wait() < 0) throw failure_of(contestant, job);
}

Cost least(const std::vector<Cost>& costs) {
  return each_figure(costs, std::ranges::min);
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

Cost median(const std::vector<Cost>& costs) {
  return each_figure(costs, [](const std::vector<double>& values) { return median(values); });
}

}  // namespace bench
