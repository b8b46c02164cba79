#include "watches.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include <k8s/k8s.hpp>

#include "stopwatch.hpp"

namespace bench {
namespace {

namespace fs = std::filesystem;

constexpr int watches = 100;

/// How many links in a folder of /proc point at what begins so.
std::ptrdiff_t count_links(const char* folder, const std::string& target) {
  return std::ranges::count_if(fs::directory_iterator(folder), [&](const fs::path& link) {
    std::error_code gone;
    return fs::read_symlink(link, gone).string().starts_with(target);
  });
}

std::ptrdiff_t count_threads() {
  return std::ranges::distance(fs::directory_iterator("/proc/self/task"), fs::directory_iterator());
}

/// What this process has.
struct Belongings {
  std::ptrdiff_t sockets = count_links("/proc/self/fd", "socket:");
  std::ptrdiff_t threads = count_threads();
  double cpu = cpu_seconds();
  long peak = [] {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    return used.ru_maxrss;
  }();
};

/// \param open opens a watch, reads an event of it, and returns what keeps it open
template <class Open>
void measure(const std::string& what, Open open) {
  const Belongings before;
  std::vector<decltype(open())> all;
  for (int i = 0; i < watches; ++i) all.push_back(open());
  const Belongings now;
  std::cout << "  " << std::left << std::setw(34) << what << std::right << std::fixed
            << std::setprecision(1) << std::setw(9) << (now.cpu - before.cpu) * 1e3 << " ms CPU"
            << std::setw(6) << now.sockets - before.sockets << " sockets" << std::setw(4)
            << now.threads - before.threads << " threads" << std::setw(9)
            << static_cast<double>(now.peak - before.peak) / 1024 << " MiB" << std::endl;
}

/// Does it in a process of its own, so that each begins alike.
template <class Work>
void apart(Work work) {
  std::cout.flush();
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("no process");
  if (child == 0) {
    try {
      work();
      ::_exit(0);
    } catch (const std::exception& error) {
      std::cerr << error.what() << std::endl;
      ::_exit(1);
    }
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (status != 0) throw std::runtime_error("the watches failed");
}

}  // namespace

void print_watches() {
  const k8s::Client client;
  apart([&] {
    measure("a connection each, Client::raw", [&] {
      k8s::Response response = client.raw(
          k8s::Method::get, "/api/v1/namespaces/default/configmaps",
          {.query = {{"fieldSelector", "metadata.name=a"}, {"watch", "true"}}, .stream = true});
      std::string event;
      response.stream->read(event);
      return response;
    });
  });
  apart([&] {
    measure("ConfigMap::watch_list", [&] {
      auto range = k8s::ConfigMap::watch_list(
          {.namespace_ = "default", .fields = {{"metadata.name", "a"}}, .client = client});
      if (!range.next()) throw std::runtime_error("the watch ended");
      return range;
    });
  });
}

}  // namespace bench
