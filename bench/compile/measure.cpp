// What the library costs those who compile against it: CPU seconds and peak memory of the
// compiler for a few small files, beyond what the standard headers cost that such a file includes.
//
//   measure COMPILER ROOT MODELS    ROOT is the project's folder; MODELS has the headers of custom
//                                   resources that custom.cpp includes
//
// Ends with 1 if a file costs more than its gate.

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using Command = std::vector<std::string>;

struct Cost {
  double seconds = 0;  // CPU, user and system
  double megabytes = 0;
};

struct Case {
  std::string source;
  std::string what;
  double gate;  // seconds beyond the standard headers; 0 is none
};

const Case cases[] = {
    {"namespace.cpp", "one small kind: make, save, list", 0},
    {"deployment.cpp", "make, copy, edit, save Deployments; list Pods", 0.6},
    {"tutorial.cpp", "the first page: every verb, k8s.hpp", 0.8},
    {"everything.cpp", "k8s.hpp and models/all.hpp: every kind", 1.5},
    {"custom.cpp", "models of custom resources: make, edit, save, list", 0.6},
};
constexpr int rounds = 9;

Cost run(const Command& command, const std::string& output = "/dev/null") {
  std::fflush(stdout);  // or the child prints it again
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child == 0) {
    if (std::freopen(output.c_str(), "w", stdout) == nullptr) _exit(126);
    std::vector<char*> arguments;
    for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    execvp(arguments[0], arguments.data());
    _exit(127);
  }
  int status = 0;
  rusage usage{};
  if (wait4(child, &status, 0, &usage) != child) throw std::runtime_error("cannot wait");
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw std::runtime_error(command[0] + " failed on " + command.back());
  }
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return {.seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime),
          .megabytes = static_cast<double>(usage.ru_maxrss) / 1024};
}

class Bench {
 public:
  Bench(std::string compiler, fs::path root, fs::path models, fs::path scratch)
      : compiler_(std::move(compiler)),
        root_(std::move(root)),
        models_(std::move(models)),
        scratch_(std::move(scratch)) {}

  /// Whether every case keeps its gate.
  bool measure() {
    std::printf("%-16s %8s %8s %8s %6s %7s  %-6s  %s\n", "file", "CPU s", "std s", "beyond", "gate",
                "MB", "", "what");
    bool kept = true;
    for (const Case& each : cases) kept &= measure(each);
    return kept;
  }

 private:
  [[nodiscard]] Command compile(const std::string& source) const {
    return {compiler_,
            "-std=c++20",
            "-O2",
            "-I" + (root_ / "include").string(),
            "-I" + models_.string(),
            "-c",
            "-o",
            "/dev/null",
            source};
  }

  /// The standard headers that a source and our headers behind it include.
  [[nodiscard]] std::set<std::string> standard_headers(const std::string& source) const {
    const fs::path list = scratch_ / "includes";
    run({compiler_, "-std=c++20", "-MM", "-I" + (root_ / "include").string(),
         "-I" + models_.string(), source},
        list);
    std::ifstream files(list);
    std::set<std::string> headers;
    for (std::string file; files >> file;) {
      if (!fs::is_regular_file(file)) continue;
      std::ifstream text(file);
      for (std::string line; std::getline(text, line);) {
        if (!line.starts_with("#include <")) continue;
        const std::string name = line.substr(10, line.find('>') - 10);
        if (name.find_first_of("/.") == std::string::npos) headers.insert(name);
      }
    }
    return headers;
  }

  bool measure(const Case& each) const {
    const std::string source = (root_ / "bench/compile" / each.source).string();
    const std::string standard = (scratch_ / "standard.cpp").string();
    std::ofstream headers(standard);
    for (const std::string& header : standard_headers(source)) {
      headers << "#include <" << header << ">\n";
    }
    headers.close();

    // The least of several rounds, taken in turn, says most on a machine that is shared.
    Cost with{.seconds = 1e9};
    Cost without{.seconds = 1e9};
    for (int i = 0; i < rounds; ++i) {
      const auto better = [](const Cost& a, const Cost& b) { return a.seconds < b.seconds; };
      with = std::min(with, run(compile(source)), better);
      without = std::min(without, run(compile(standard)), better);
    }
    const double beyond = with.seconds - without.seconds;
    const bool kept = each.gate == 0 || beyond <= each.gate;
    const char* const verdict = each.gate == 0 ? "" : kept ? "ok" : "BEYOND";
    std::printf("%-16s %8.2f %8.2f %8.2f %6s %7.0f  %-6s  %s\n", each.source.c_str(), with.seconds,
                without.seconds, beyond, each.gate == 0 ? "-" : gate(each.gate).c_str(),
                with.megabytes, verdict, each.what.c_str());
    return kept;
  }

  static std::string gate(double seconds) {
    std::ostringstream text;
    text << seconds;
    return text.str();
  }

  std::string compiler_;
  fs::path root_;
  fs::path models_;
  fs::path scratch_;
};

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 4) {
    std::cerr << "usage: " << argv[0] << " COMPILER ROOT MODELS\n";
    return 2;
  }
  std::string name = (fs::temp_directory_path() / "k8s-bench-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a folder");
  const bool kept = Bench(argv[1], argv[2], argv[3], name).measure();
  fs::remove_all(name);
  return kept ? 0 : 1;
} catch (const std::exception& error) {
  std::cerr << argv[0] << ": " << error.what() << '\n';
  return 2;
}
