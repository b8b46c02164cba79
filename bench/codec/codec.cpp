// What the codec costs in time. Without arguments: times, a line "name value" each.
// With the name of a job and "m0" or "m1" (pods without and with managedFields): that job alone,
// for callgrind, which sees nothing but the job; it prints how many bytes went through.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <malloc.h>
#include <simdjson.h>
#include <valgrind/callgrind.h>

#include <k8s/json.hpp>
#include <k8s/models/core/v1/pod.hpp>

#include "codec/codec.hpp"
#include "codec/list_decoder.hpp"
#include "pods.hpp"

namespace {

using Pods = k8s::Array<k8s::Pod>;

constexpr std::size_t counted_pods = 300;
constexpr std::size_t timed_pods = 10'000;

const k8s::detail::Kind& pod_kind() {
  return k8s_kind(static_cast<const k8s::Pod*>(nullptr));
}

void decode(const std::string& json, Pods& pods) {
  k8s::codec::decode_list(pod_kind(), json, &pods, nullptr);
}

// ---- for callgrind --------------------------------------------------------------------------

/// Runs the job once to learn and once to count.
template <class Job>
void count(std::size_t bytes, Job job) {
  job();
  CALLGRIND_START_INSTRUMENTATION;
  job();
  CALLGRIND_STOP_INSTRUMENTATION;
  std::printf("%zu\n", bytes);
}

/// Keeps the pods until the program ends, so that their destruction is not counted.
void keep(Pods pods) {
  static std::vector<Pods> kept;
  kept.push_back(std::move(pods));
}

void count_decode(bool managed_fields) {
  const std::string json = bench::pod_list(counted_pods, managed_fields);
  count(json.size(), [&] {
    Pods pods;
    decode(json, pods);
    keep(std::move(pods));
  });
}

/// In pieces, as a network brings them.
void count_arrive(bool managed_fields) {
  constexpr std::size_t piece = 16384;
  const std::string json = bench::pod_list(counted_pods, managed_fields);
  count(json.size(), [&] {
    Pods pods;
    std::vector<k8s::ItemError> errors;
    k8s::codec::ListDecoder decoder(pod_kind(), &pods, errors);
    decoder.begin();
    for (std::size_t at = 0; at < json.size(); at += piece) {
      decoder.take(std::string_view(json).substr(at, piece));
    }
    static_cast<void>(decoder.finish());
    keep(std::move(pods));
  });
}

void count_encode(bool managed_fields) {
  Pods pods;
  decode(bench::pod_list(counted_pods, managed_fields), pods);
  std::size_t bytes = 0;
  for (const k8s::Pod& pod : pods) bytes += k8s::to_json(pod).size();
  count(bytes, [&] {
    for (const k8s::Pod& pod : pods) static_cast<void>(k8s::to_json(pod));
  });
}

/// The bytes are events here.
void count_watch(bool managed_fields) {
  bench::PodGenerator generator(managed_fields);
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < counted_pods; ++i) {
    lines.push_back(R"({"type":"MODIFIED","object":)" + generator.pod(true) + '}');
  }
  count(lines.size(), [&] {
    for (const std::string& line : lines) {
      k8s::Pod pod;
      static_cast<void>(k8s::codec::decode_watch_line(pod_kind(), line, &pod));
    }
  });
}

struct Job {
  std::string_view name;
  void (*run)(bool managed_fields);
};
constexpr std::array jobs{Job{"decode", &count_decode}, Job{"arrive", &count_arrive},
                          Job{"encode", &count_encode}, Job{"watch", &count_watch}};

// ---- times ----------------------------------------------------------------------------------

/// Lets malloc keep what is freed: how long the system takes to give pages to a process is not what
/// is measured here.
void keep_memory() {
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  mallopt(M_MMAP_MAX, 0);
}

double seconds(const std::function<void()>& work) {
  const auto began = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

void tell(const std::string& name, double value) {
  std::printf("%s %.4g\n", name.c_str(), value);
}

/// How many times as long as simdjson's parse into a DOM, of which nobody reads anything, our
/// decoding into objects takes; in turns, so that what slows the machine down slows both.
void tell_ratio(const std::string& name, const std::string& kernel, const std::string& json) {
  constexpr int rounds = 9;
  const auto* const implementation = simdjson::get_available_implementations()[kernel];
  if (implementation == nullptr || !implementation->supported_by_runtime_system()) return;
  simdjson::get_active_implementation() = implementation;
  const simdjson::padded_string padded(json);
  simdjson::dom::parser parser;
  std::vector<double> ratios;
  std::vector<double> speeds;
  for (int i = 0; i < rounds; ++i) {
    const double theirs = seconds([&] { static_cast<void>(parser.parse(padded).error()); });
    Pods pods;
    const double ours = seconds([&] { decode(json, pods); });
    ratios.push_back(theirs / ours);
    speeds.push_back(static_cast<double>(json.size()) / ours / 1e6);
  }
  tell("ratio_" + kernel + '_' + name, median(ratios));
  tell("speed_" + kernel + '_' + name, median(speeds));
}

void measure(bool managed_fields) {
  const std::string data = managed_fields ? "m1" : "m0";
  const std::string json = bench::pod_list(timed_pods, managed_fields);
  for (const char* const kernel : {"westmere", "haswell", "icelake"}) {
    tell_ratio(data, kernel, json);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 1) {
    keep_memory();
    for (const bool managed_fields : {false, true}) measure(managed_fields);
    return 0;
  }
  if (argc == 3) {
    const auto job = std::ranges::find(jobs, argv[1], &Job::name);
    if (job != jobs.end()) {
      job->run(std::strcmp(argv[2], "m1") == 0);
      return 0;
    }
    if (std::strcmp(argv[1], "print") == 0) {
      std::puts(bench::pod_list(3, std::strcmp(argv[2], "m1") == 0).c_str());
      return 0;
    }
  }
  std::fputs("usage: codec-bench [decode|arrive|encode|watch|print m0|m1]\n", stderr);
  return 2;
}
