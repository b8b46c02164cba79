// What requests cost a client: CPU and memory of 1,000 get and update pairs and of listing Pods,
// and the time from the start of a process to its first answer, beside bare libcurl on the same
// server in the same run.
//
//   bench-requests               a canned server over HTTP, then over HTTPS
//   bench-requests --kubeconfig  the server of $KUBECONFIG; needs a ConfigMap default/a

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iomanip>
#include <iostream>
#include <string>
#include <vector>

#include <k8s/k8s.hpp>

#include "bare_curl.hpp"
#include "canned_server.hpp"

namespace {

using Clock = std::chrono::steady_clock;

constexpr int pairs = 1000;
constexpr std::size_t pods = 10'000;
constexpr int rounds = 5;
const std::string config_map_path = "/api/v1/namespaces/default/configmaps/a";

struct Cost {
  double cpu = 0;   // seconds
  double wall = 0;  // seconds
  long peak = 0;    // KiB
};

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// Runs `work` in a process of its own; its first call, which connects, is not counted.
Cost cost_of(const std::function<void(int count)>& work, int count) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) std::abort();
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      work(1);
      rusage before{};
      ::getrusage(RUSAGE_SELF, &before);
      const auto began = Clock::now();
      work(count);
      const std::chrono::duration<double> wall = Clock::now() - began;
      rusage after{};
      ::getrusage(RUSAGE_SELF, &after);
      const Cost cost{.cpu = seconds(after.ru_utime) + seconds(after.ru_stime) -
                             seconds(before.ru_utime) - seconds(before.ru_stime),
                      .wall = wall.count(),
                      .peak = after.ru_maxrss};
      if (::write(ends[1], &cost, sizeof cost) != sizeof cost) std::abort();
    } catch (const std::exception& error) {
      std::cerr << error.what() << '\n';
      ::_exit(1);
    }
    ::_exit(0);
  }
  Cost cost;
  ::close(ends[1]);
  if (::read(ends[0], &cost, sizeof cost) != sizeof cost) std::exit(1);
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  return cost;
}

/// The cheapest of some rounds: whatever else the machine does only adds.
Cost least(const std::function<void(int)>& work, int count) {
  std::vector<Cost> costs;
  for (int i = 0; i < rounds; ++i) costs.push_back(cost_of(work, count));
  return *std::ranges::min_element(costs, {}, &Cost::cpu);
}

void print(const std::string& what, const Cost& cost, const Cost& bare) {
  std::cout << "  " << std::left << std::setw(34) << what << std::right << std::fixed
            << std::setprecision(1) << std::setw(9) << cost.cpu * 1e3 << " ms CPU" << std::setw(9)
            << cost.wall * 1e3 << " ms" << std::setw(9) << static_cast<double>(cost.peak) / 1024
            << " MiB   " << std::setprecision(2) << cost.cpu / bare.cpu << '\n';
}

void compare_pairs(const k8s::Config& config) {
  const k8s::Client client(config);
  bench::BareCurl curl(config);
  const Cost bare = least(
      [&](int count) {
        for (int i = 0; i < count; ++i) {
          const std::string body = curl.get(config_map_path);
          curl.put(config_map_path, body);
        }
      },
      pairs);
  print("bare libcurl, no JSON", bare, bare);
  print("Client::raw, no JSON",
        least(
            [&](int count) {
              for (int i = 0; i < count; ++i) {
                auto answer = client.raw(k8s::Method::get, config_map_path);
                client.raw(k8s::Method::put, config_map_path, {.body = std::move(answer.body)});
              }
            },
            pairs),
        bare);
  print("ConfigMap::get, save()",
        least(
            [&](int count) {
              for (int i = 0; i < count; ++i) {
                auto object = k8s::ConfigMap::get("a", {.namespace_ = "default", .client = client});
                object.save({.client = client});
              }
            },
            pairs),
        bare);
}

void compare_lists(const k8s::Config& config) {
  const k8s::Client client(config);
  bench::BareCurl curl(config);
  const Cost bare = least(
      [&](int count) {
        for (int i = 0; i < count; ++i) (void)curl.get("/api/v1/pods");
      },
      1);
  print("bare libcurl, no JSON", bare, bare);
  for (const std::int64_t limit : {std::int64_t{0}, std::int64_t{500}}) {
    print(limit == 0 ? "Pod::list, whole" : "Pod::list, pages of 500",
          least(
              [&](int count) {
                for (int i = 0; i < count; ++i) {
                  const auto list = k8s::Pod::list(
                      {.limit = limit, .namespace_ = k8s::all_namespaces, .client = client});
                  if (list.empty()) throw std::runtime_error("no pods");
                }
              },
              1),
          bare);
  }
}

/// What the process does that is started anew for each first answer.
int first_answer(const std::string& who, const k8s::Config& config) {
  if (who == "curl") {
    bench::BareCurl(config).get(config_map_path);
  } else {
    (void)k8s::ConfigMap::get("a", {.namespace_ = "default", .client = k8s::Client(config)});
  }
  return 0;
}

double time_of_process(const char* program, const std::string& who) {
  const auto began = Clock::now();
  const pid_t child = ::fork();
  if (child == 0) {
    ::execl(program, program, "--first", who.c_str(), nullptr);
    ::_exit(1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (status != 0) std::exit(1);
  return std::chrono::duration<double>(Clock::now() - began).count() * 1e3;
}

void compare_first_answers(const char* program, const k8s::Config& config) {
  ::setenv("BENCH_SERVER", config.api_server.c_str(), 1);
  ::setenv("BENCH_CA", config.verify_ssl.ca().c_str(), 1);
  ::setenv("BENCH_CERTIFICATE", config.cert.certificate.c_str(), 1);
  ::setenv("BENCH_KEY", config.cert.key.c_str(), 1);
  for (const std::string who : {"curl", "k8s"}) {
    double best = 1e9;
    for (int i = 0; i < 4 * rounds; ++i) best = std::min(best, time_of_process(program, who));
    std::cout << "  " << std::left << std::setw(34)
              << (who == "curl" ? "bare libcurl" : "ConfigMap::get") << std::right << std::fixed
              << std::setprecision(1) << std::setw(9) << best << " ms\n";
  }
}

k8s::Config config_of_environment() {
  const auto text = [](const char* name) { return std::string(std::getenv(name)); };
  k8s::Config config{.api_server = text("BENCH_SERVER"),
                     .cert = {text("BENCH_CERTIFICATE"), text("BENCH_KEY")}};
  if (!text("BENCH_CA").empty()) config.verify_ssl = text("BENCH_CA");
  return config;
}

void compare_all(const char* program, const std::string& title, const k8s::Config& config) {
  std::cout << title << "\n " << pairs << " pairs of get and update, 1 thread\n";
  compare_pairs(config);
  std::cout << " list of the Pods\n";
  compare_lists(config);
  std::cout << " start of the process to the first answer\n";
  compare_first_answers(program, config);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::string mode = argc > 1 ? argv[1] : "";
    if (mode == "--first" && argc > 2) return first_answer(argv[2], config_of_environment());
    std::cout << "least of " << rounds << " rounds; the last column is CPU as a multiple of bare "
              << "libcurl's\n";
    if (mode == "--kubeconfig") {
      const k8s::Config config = k8s::read_kube_config();
      compare_all(argv[0], config.api_server, config);
      return 0;
    }
    for (const bool tls : {false, true}) {
      const bench::CannedServer server(tls, pods);
      compare_all(argv[0], (tls ? "HTTPS, " : "HTTP, ") + std::to_string(pods) + " Pods",
                  server.config());
    }
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "bench-requests: " << error.what() << '\n';
    return 1;
  }
}
