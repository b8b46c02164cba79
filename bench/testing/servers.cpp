// What the servers for tests cost: a line for each measure, with its gate, which a test run is
// planned with. Ends with 1 if a gate does not hold; what is not there is not measured.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <k8s/k8s.hpp>
#include <k8s/testing/control_plane.hpp>
#include <k8s/testing/fake_cluster.hpp>

namespace {

using k8s::testing::ControlPlane;
using k8s::testing::FakeCluster;

double milliseconds_of(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - begin;
  return time.count();
}

double median_of(int times, const std::function<double()>& measure) {
  std::vector<double> all;
  for (int i = 0; i < times; ++i) all.push_back(measure());
  std::nth_element(all.begin(), all.begin() + times / 2, all.end());
  return all[static_cast<std::size_t>(times) / 2];
}

double time_of_fake() {
  return milliseconds_of([] { const FakeCluster fake; });
}

double time_of_creates() {
  const FakeCluster fake;
  const k8s::Client client = fake.client();
  return milliseconds_of([&] {
    for (int i = 0; i < 10'000; ++i) {
      k8s::ConfigMap({.name = "object-" + std::to_string(i)}, {{"key", "value"}})
          .save({.client = client});
    }
  });
}

/// Until it has answered that it is ready; what ending it takes does not count.
double time_of_control_plane() {
  std::optional<ControlPlane> plane;
  return milliseconds_of([&] { plane.emplace(); });
}

/// Returns whether the gate holds.
bool tell(const char* what, double milliseconds, double gate) {
  const bool holds = milliseconds <= gate;
  std::printf("%-44s %8.1f ms  <= %5.0f ms  %s\n", what, milliseconds, gate,
              holds ? "ok" : "BEYOND");
  return holds;
}

}  // namespace

int main() {
  bool holds = tell("FakeCluster starts", median_of(20, time_of_fake), 20);
  holds &= tell("FakeCluster makes 10,000 objects", median_of(3, time_of_creates), 2000);
  try {
    holds &= tell("ControlPlane is ready", median_of(3, time_of_control_plane), 6000);
  } catch (const k8s::ConfigError& error) {
    std::printf("ControlPlane is not measured: %s\n", error.what());
  }
  return holds ? EXIT_SUCCESS : EXIT_FAILURE;
}
