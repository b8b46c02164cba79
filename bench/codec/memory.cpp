// What decoded objects cost in memory: prints a line "name value" each.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include <malloc.h>

#include <k8s/client.hpp>
#include <k8s/config.hpp>
#include <k8s/models/core/v1/pod.hpp>
#include <k8s/transport.hpp>

#include "codec/codec.hpp"
#include "pods.hpp"

namespace {

constexpr std::size_t listed_pods = 10'000;

/// What the program, which has one thread, has taken from the heap.
struct Memory {
  std::size_t allocations = 0;  // so far
  std::size_t live = 0;         // bytes now, with what glibc's malloc adds to each block
  std::size_t peak = 0;         // the most of them
};
Memory memory;

void* allocate(std::size_t size) {
  void* const block = std::malloc(size);
  if (block == nullptr) throw std::bad_alloc();
  ++memory.allocations;
  memory.live += malloc_usable_size(block) + sizeof(std::size_t);
  memory.peak = std::max(memory.peak, memory.live);
  return block;
}

void release(void* block) noexcept {
  if (block == nullptr) return;
  memory.live -= malloc_usable_size(block) + sizeof(std::size_t);
  std::free(block);
}

const k8s::detail::Kind& pod_kind() {
  return k8s_kind(static_cast<const k8s::Pod*>(nullptr));
}

void tell(const std::string& name, double value) {
  std::printf("%s %.4g\n", name.c_str(), value);
}

/// Answers with pages of a list, in pieces as they come from a network.
class PageTransport : public k8s::Transport {
 public:
  explicit PageTransport(bool managed_fields) {
    bench::PodGenerator generator(managed_fields);
    for (std::size_t left = listed_pods; left > 0;) {
      left -= page_size;
      std::string page =
          R"({"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"91843127")";
      if (left > 0) {
        page += R"(,"continue":")" + std::to_string(left) + R"(","remainingItemCount":)" +
                std::to_string(left);
      }
      page += R"(},"items":[)";
      for (std::size_t i = 0; i < page_size; ++i) {
        if (i != 0) page += ',';
        const std::string pod = generator.pod(false);
        largest_item = std::max(largest_item, pod.size());
        page += pod;
      }
      pages_.push_back(page + "]}");
    }
  }

  k8s::Response send(const k8s::Request& request) override {
    k8s::Response head;
    head.status = 200;
    request.sink->begin(head);
    const std::string_view page(pages_.at(next_++));
    for (std::size_t at = 0; at < page.size(); at += piece) {
      request.sink->take(page.substr(at, piece));
    }
    return head;
  }

  std::size_t largest_item = 0;

 private:
  static constexpr std::size_t page_size = 500;
  static constexpr std::size_t piece = 16384;  // libcurl's

  std::vector<std::string> pages_;
  std::size_t next_ = 0;
};

/// How much memory listing pods takes at most, beyond the pods themselves and the text of one.
void tell_peak(const std::string& data, bool managed_fields) {
  const auto transport = std::make_shared<PageTransport>(managed_fields);
  const k8s::Client client = k8s::Client(k8s::Config{}, transport);
  memory.peak = memory.live;
  const k8s::Array<k8s::Pod> pods = k8s::Pod::list({.client = client});
  if (pods.size() != listed_pods) std::abort();
  tell("peak_" + data, static_cast<double>(memory.peak - memory.live) -
                           static_cast<double>(transport->largest_item));
}

void measure(bool managed_fields) {
  const std::string data = managed_fields ? "m1" : "m0";
  tell_peak(data, managed_fields);
  const std::string json = bench::pod_list(listed_pods, managed_fields);
  const Memory before = memory;
  k8s::Array<k8s::Pod> pods;
  k8s::codec::decode_list(pod_kind(), json, &pods, nullptr);
  tell("allocations_" + data,
       static_cast<double>(memory.allocations - before.allocations) / listed_pods);
  tell("live_" + data,
       static_cast<double>(memory.live - before.live) / static_cast<double>(json.size()));
}

}  // namespace

void* operator new(std::size_t size) {
  return allocate(size);
}
void operator delete(void* block) noexcept {
  release(block);
}
void operator delete(void* block, std::size_t) noexcept {
  release(block);
}

int main() {
  measure(false);
  measure(true);
}
