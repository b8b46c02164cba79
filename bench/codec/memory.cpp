// What decoded objects cost in memory: prints a line "name value" each.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>

#include <malloc.h>

#include <k8s/models/core/v1/pod.hpp>

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

void measure(bool managed_fields) {
  const std::string data = managed_fields ? "m1" : "m0";
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
