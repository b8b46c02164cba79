// What requests cost a client, beside libcurl alone and the clients of other languages on the same
// server in the same run. Started by bench/requests/run, which builds the others.

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <k8s/k8s.hpp>

#include "canned_server.hpp"
#include "contestant.hpp"
#include "report.hpp"

namespace {

namespace fs = std::filesystem;
using bench::Contestant;
using bench::Cost;
using bench::Goal;
using bench::Table;
using Role = bench::Contestant::Role;

constexpr std::size_t pods = 10'000;
constexpr int times_short = 8;  // short jobs are done so many times as often

struct Arguments {
  int rounds = 5;
  bool own_server = false;
  std::vector<std::string> peers{};
};

void declare(CLI::App& app, Arguments& arguments) {
  app.add_option(
         "--rounds", arguments.rounds,
         "How often each client does each job, in turns (short ones eight times as often); the "
         "least counts, of pairs the median")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_flag("--kubeconfig", arguments.own_server,
               "Ask the server of $KUBECONFIG, which needs a ConfigMap default/a and Pods, instead "
               "of a canned one; measures a hundred watches besides");
  app.add_option("--peer", arguments.peers,
                 "Another client: what to call it and its program; may be given several times")
      ->type_name("NAME=PROGRAM ARGUMENT...");
}

Contestant peer(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) throw std::runtime_error("no NAME=PROGRAM: " + text);
  Contestant contestant{.name = text.substr(0, equals)};
  std::istringstream words(text.substr(equals + 1));
  for (std::string word; words >> word;) contestant.command.push_back(word);
  return contestant;
}

std::vector<Contestant> contestants_of(const Arguments& arguments) {
  const fs::path here = fs::canonical("/proc/self/exe").parent_path();
  const std::string ours = here / "requests-k8s";
  std::vector<Contestant> all{
      {.name = "libcurl alone, no JSON",
       .command = {here / "requests-curl"},
       .role = Role::baseline},
      {.name = "k8s", .command = {ours}, .role = Role::ours},
      {.name = "k8s, Client::raw, no JSON", .command = {ours}, .role = Role::variant}};
  for (const std::string& text : arguments.peers) all.push_back(peer(text));
  return all;
}

Table measure(const std::vector<Contestant>& contestants, const std::string& server,
              const std::string& job, int rounds) {
  Table table{.server = server, .job = job};
  const bool is_pairs = job == "pairs";
  for (const Contestant& each : contestants) {
    if (each.role != Role::variant || is_pairs) table.results.push_back({.contestant = &each});
  }
  std::vector<std::vector<Cost>> costs(table.results.size());
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < costs.size(); ++i) {
      const Contestant& each = *table.results[i].contestant;
      costs[i].push_back(run(each, (each.role == Role::variant ? "raw-" : "") + job));
    }
  }
  for (std::size_t i = 0; i < costs.size(); ++i) {
    bench::Result& result = table.results[i];
    result.cost = is_pairs ? median(costs[i]) : least(costs[i]);
    std::vector<double> ratios;
    std::ranges::transform(costs[i], costs.front(), std::back_inserter(ratios), std::divides(),
                           &Cost::cpu, &Cost::cpu);
    result.by_libcurl = bench::median(std::move(ratios));
  }
  return table;
}

/// Does all jobs and prints the tables. Returns the goals of all.
std::vector<Goal> compare(const std::vector<Contestant>& contestants, const std::string& server,
                          int rounds) {
  std::vector<Goal> goals;
  for (const std::string job : {"pairs", "list", "pages", "first"}) {
    const bool is_short = job == "pairs" || job == "first";
    const Table table = measure(contestants, server, job, is_short ? times_short * rounds : rounds);
    print(table);
    for (Goal& goal : goals_of(table)) goals.push_back(std::move(goal));
  }
  return goals;
}

/// For libcurl alone, which reads no kubeconfig.
void describe_server(const k8s::Config& config) {
  ::setenv("BENCH_SERVER", config.api_server.c_str(), 1);
  ::setenv("BENCH_CA", config.verify_ssl.ca().c_str(), 1);
  ::setenv("BENCH_CERTIFICATE", config.cert.certificate.c_str(), 1);
  ::setenv("BENCH_KEY", config.cert.key.c_str(), 1);
  ::setenv("BENCH_TOKEN", config.api_token.c_str(), 1);
}

/// A file that $KUBECONFIG names while this lives.
class Kubeconfig {
 public:
  explicit Kubeconfig(const k8s::Config& config) {
    std::string folder = fs::temp_directory_path() / "bench-requests-XXXXXX";
    if (::mkdtemp(folder.data()) == nullptr) throw std::runtime_error("cannot make " + folder);
    folder_ = folder;
    const fs::path file = folder_ / "kubeconfig";
    std::ofstream(file) << k8s::to_kubeconfig(config);
    ::setenv("KUBECONFIG", file.c_str(), 1);
  }
  ~Kubeconfig() {
    std::error_code failure;
    fs::remove_all(folder_, failure);
  }
  Kubeconfig(const Kubeconfig&) = delete;
  Kubeconfig& operator=(const Kubeconfig&) = delete;

 private:
  fs::path folder_{};
};

/// Returns whether all goals are met, which are for the canned answers.
bool run_all(const Arguments& arguments) {
  const std::vector<Contestant> contestants = contestants_of(arguments);
  std::vector<Goal> goals;
  std::cout << "the least of " << arguments.rounds << " rounds; of pairs the median of "
            << times_short * arguments.rounds << "\n\n";
  if (arguments.own_server) {
    const k8s::Config config = k8s::read_kube_config();
    describe_server(config);
    compare(contestants, "server", arguments.rounds);
    std::cout << "100 watches, opened one after the other" << std::endl;
    show(contestants.at(1), "watches");
    return true;
  }
  for (const bool tls : {false, true}) {
    const bench::CannedServer server(tls, pods);
    const Kubeconfig kubeconfig(server.config());
    describe_server(server.config());
    const std::vector<Goal> more = compare(contestants, tls ? "HTTPS" : "HTTP", arguments.rounds);
    goals.insert(goals.end(), more.begin(), more.end());
  }
  return print(goals);
}

}  // namespace

int main(int argc, char** argv) {
  constexpr int failed = 1;
  constexpr int wrong_usage = 2;
  CLI::App app("Measures what requests cost a client.");
  Arguments arguments;
  declare(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : wrong_usage;
  }
  try {
    return run_all(arguments) ? 0 : failed;
  } catch (const std::exception& error) {
    std::cerr << "bench-requests: " << error.what() << '\n';
    return failed;
  }
}
