// The jobs of bench/requests with this library.
//
// usage: requests-k8s pairs|raw-pairs|list|pages|first|watches
//
// The server is that of $KUBECONFIG. Prints what the job took after the first answer: seconds of
// CPU, seconds, and the most memory in KiB. raw-pairs are pairs without JSON. Watches are shown as
// rows of a table.

#include <cstdint>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <utility>

#include <k8s/k8s.hpp>

#include "stopwatch.hpp"
#include "watches.hpp"

namespace {

void run_pairs() {
  for (int i = 0; i < 1000; ++i) {
    auto object = k8s::ConfigMap::get("a", {.namespace_ = "default"});
    object.save();
  }
}

void run_raw_pairs() {
  const k8s::Client client;
  const std::string path = "/api/v1/namespaces/default/configmaps/a";
  for (int i = 0; i < 1000; ++i) {
    k8s::Response answer = client.raw(k8s::Method::get, path);
    client.raw(k8s::Method::put, path, {.body = std::move(answer.body)});
  }
}

void run_list(std::int64_t limit) {
  const bench::Stopwatch watch;
  const auto pods = k8s::Pod::list({.limit = limit, .namespace_ = k8s::all_namespaces});
  watch.print();
  if (pods.empty()) throw std::runtime_error("there are no Pods");
}

void run(const std::string& job) {
  k8s::load_kube_config();
  if (job == "watches") return bench::print_watches();
  (void)k8s::ConfigMap::get("a", {.namespace_ = "default"});
  if (job == "list") return run_list(0);
  if (job == "pages") return run_list(500);
  const bench::Stopwatch watch;
  if (job == "pairs") run_pairs();
  if (job == "raw-pairs") run_raw_pairs();
  watch.print();
}

}  // namespace

int main(int, char** argv) {
  try {
    run(argv[1]);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "requests-k8s: " << error.what() << '\n';
    return 1;
  }
}
